// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.luarium.store.Config;
import org.luarium.store.Realization;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.tree.Trees;

/** What a user without rights can do, in another process. */
final class ReadOnlyTest {
    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    @BeforeEach
    void letEverybodyIn() throws IOException {
        assumeTrue(Privileges.canBecomeNobody(), "there is no setpriv to become an unprivileged user");
        mode(stores.directory(), "rwxr-xr-x");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static Stage<Ref.DRef> stage(String name) {
        Realizer realizer = Realizer.of("read-only", build -> {
            Path inner = Files.createDirectories(build.out().resolve("inner"));
            Files.writeString(inner.resolve("file"), name);
        });
        return plan -> plan.derive(
                Config.builder("top")
                        .set("kind", name)
                        .set("on", plan.derive(Config.builder("base").build(), realizer))
                        .build(),
                realizer);
    }

    private String run(Class<?> main, String... arguments) throws Exception {
        Path output = stores.directory().resolve("output");
        try (Child child = Child.startAsNobody(stores.directory().resolve("classes"), output, main, arguments)) {
            assertThat(child.endsWithin(60_000)).isTrue();
            assertThat(child.exitCode()).as(child.output()).isZero();
            return child.output();
        }
    }

    @Test
    void crash122_storeThatCannotBeWrittenToIsReadAndRealizedFrom() throws Exception {
        Realization made = stores.store().realize(stage("known")).one();
        stores.store().close();
        mode(stores.root(), "r-xr-xr-x");
        try {
            String output =
                    run(Reader.class, stores.root().toString(), made.ref().toString());

            assertThat(output).contains("read known").contains("reused").contains("refused");
        } finally {
            mode(stores.root(), "rwxr-xr-x");
        }
    }

    @Test
    void crash122_storeThatOthersHaveOpenIsReadToo() throws Exception {
        Realization made = stores.store().realize(stage("known")).one();
        mode(stores.root(), "r-xr-xr-x");
        try {
            assertThat(run(Reader.class, stores.root().toString(), made.ref().toString()))
                    .contains("reused");
        } finally {
            mode(stores.root(), "rwxr-xr-x");
        }
    }

    @Test
    void userWhoHasBuiltAnObjectCannotChangeIt() throws Exception {
        Path folder = Files.createDirectory(stores.directory().resolve("of-nobody"));
        mode(folder, "rwxrwxrwx");

        String output = run(Writer.class, folder.resolve("store").toString());

        assertThat(output).contains("unchanged");
        Trees.delete(folder);
    }

    /** Reads, realizes what is there, and fails to build. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            Ref.RRef ref = Ref.RRef.parse(arguments[1]);
            try (StoreImpl store = new StoreImpl(Path.of(arguments[0]), Settings.defaults())) {
                Realization found = store.find(ref).orElseThrow();
                System.out.println("read " + Files.readString(found.path().resolve("inner/file")));
                check(store.derivations().size() == 2, "both derivations are listed");
                check(store.realizations(ref.dref()).equals(List.of(found)), "the object is listed");
                check(store.config(ref.dref()).name().equals("top"), "the configuration is read");
                check(store.realize(stage("known")).one().equals(found), "it is realized");
                System.out.println("reused");
                try {
                    store.realize(stage("unknown"));
                    throw new IllegalStateException("it was built");
                } catch (StoreAccessException e) {
                    System.out.println("refused " + e.getMessage());
                }
            }
        }
    }

    /** Builds, and then tries to change what it has built, by all normal means. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            try (StoreImpl store = new StoreImpl(Path.of(arguments[0]), Settings.defaults())) {
                Path tree = store.realize(stage("mine")).one().path();
                Path file = tree.resolve("inner").resolve("file");
                Path object = tree.getParent();
                List<Attempt> attempts = new ArrayList<>(List.of(
                        () -> Files.newOutputStream(file).close(),
                        () -> Files.writeString(file, "x", StandardOpenOption.APPEND),
                        () -> Files.delete(file),
                        () -> Files.move(file, file.resolveSibling("other")),
                        () -> Files.createFile(file.resolveSibling("more")),
                        () -> Files.delete(tree.resolve("inner")),
                        () -> Files.move(tree.resolve("inner"), tree.resolve("other")),
                        () -> Files.createDirectory(tree.resolve("more")),
                        () -> Files.move(tree, object.resolve("other")),
                        () -> Files.move(tree, tree.resolveSibling("../../moved")),
                        () -> Files.delete(object.resolve("manifest")),
                        () -> Files.writeString(object.resolve("manifest"), "{}"),
                        () -> Files.createFile(object.resolve("more"))));
                for (int i = 0; i < attempts.size(); i++) {
                    fails(i, attempts.get(i));
                }
                check(Files.readString(file).equals("mine"), "the content is as it was");
                try (Stream<Path> all = Files.walk(object)) {
                    check(all.count() == 5, "nothing more is there");
                }
            }
            System.out.println("unchanged");
        }

        private interface Attempt {
            void run() throws IOException;
        }

        private static void fails(int number, Attempt attempt) throws IOException {
            try {
                attempt.run();
            } catch (AccessDeniedException e) {
                return;
            }
            throw new IllegalStateException("attempt " + number + " succeeded");
        }
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("not so: " + what);
        }
    }
}
