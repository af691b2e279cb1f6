// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.luarium.store.CollectOptions;
import org.luarium.store.Config;
import org.luarium.store.Generation;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.StoreAccessException;
import org.luarium.store.VerifyOptions;
import org.luarium.store.VerifyReport;

/** What another JVM does with a store. */
final class OtherStore {
    private OtherStore() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "realize" -> realize(root, arguments[2], Integer.parseInt(arguments[3]));
            case "collectAndDie" -> collectAndDie(root);
            case "commitAndDie" -> commitAndDie(root, Ref.RRef.parse(arguments[2]));
            case "read" -> read(root, Ref.RRef.parse(arguments[2]), Path.of(arguments[3]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Waits for a line, so that several begin at once. */
    private static void realize(Path root, String prefix, int count) throws Exception {
        try (StoreImpl store = new StoreImpl(root, Settings.defaults())) {
            System.out.println("ready");
            int line = System.in.read();
            for (int i = 0; i < count; i++) {
                store.realize(store.instantiate(stage(prefix + i)), RealizeOptions.defaults());
            }
            System.out.println("done " + line);
        }
    }

    static Stage<List<Ref.DRef>> stage(String name) {
        return plan -> List.of(
                plan.derive(
                        Config.builder("shared").build(),
                        build -> Files.writeString(build.out().resolve("a"), "shared")),
                plan.derive(
                        Config.builder(name).build(),
                        build -> Files.writeString(build.out().resolve("a"), name)));
    }

    /** Dies as soon as the first objects are in the trash. */
    private static void collectAndDie(Path root) throws Exception {
        Thread killer = new Thread(() -> {
            while (String.valueOf(root.resolve("trash").toFile().list().length).equals("0")) {
                Thread.onSpinWait();
            }
            Runtime.getRuntime().halt(9);
        });
        try (StoreImpl store = new StoreImpl(root, Settings.defaults())) {
            killer.start();
            store.collect(CollectOptions.all());
            killer.join();
        }
    }

    private static void commitAndDie(Path root, Ref.RRef ref) {
        try (StoreImpl store = new StoreImpl(root, Settings.defaults())) {
            System.out.println("ready");
            for (int i = 0; ; i++) {
                store.profile("p").commit(Map.of("n" + i, ref), "");
                System.out.println(i);
            }
        }
    }

    private static void read(Path root, Ref.RRef top, Path outside) throws Exception {
        try (StoreImpl store = new StoreImpl(root, Settings.defaults())) {
            System.out.println("objects " + store.usage().size());
            Ref.RRef base = store.context(top).values().iterator().next().get(0);
            System.out.println("context " + base);
            store.dependents(base, true).forEach(ref -> System.out.println("dependents " + ref));
            System.out.println("text " + store.lens(top).get("file").text());
            System.out.println("roots " + store.roots());
            Generation generation = store.profile("p").current().orElseThrow();
            System.out.println("generation " + generation.number() + " " + generation.note());
            VerifyReport report = store.verify(VerifyOptions.all());
            System.out.println("verified " + report.objects() + " " + report.isGood());
            store.copy(top, outside.resolve("copy"));
            System.out.println("copy " + Files.readString(outside.resolve("copy/file")));
            System.out.println("link "
                    + Files.readString(store.link(top, outside.resolve("link")).resolve("file")));
            int refused = 0;
            for (Runnable change : List.<Runnable>of(
                    () -> store.addRoot("s", top),
                    () -> store.removeRoot("r"),
                    () -> store.profile("p").commit(Map.of(), ""),
                    () -> store.removeProfile("p"),
                    () -> store.remove(top),
                    () -> store.collect(CollectOptions.all()),
                    () -> store.instantiate(stage("new")))) {
                try {
                    change.run();
                } catch (StoreAccessException e) {
                    refused++;
                }
            }
            System.out.println("refused " + refused);
        }
    }
}
