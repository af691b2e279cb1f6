// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.luarium.store.Build;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Config;
import org.luarium.store.Matcher;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.lease.Leases;
import org.luarium.store.internal.lock.Held;

/** Everything that changes a store, at random, by several threads. What is made does not depend on when and by whom. */
final class Workload {
    static final int GRAPHS = 6;

    private static final int THREADS = 3;
    private static final int RECIPES = 8;
    private static final int ACTIONS = 12;

    private final Path root;
    private final long seed;

    Workload(Path root, long seed) {
        this.root = root;
        this.seed = seed;
    }

    /** Opens the store, works with it, and closes it, until it is told to stop. */
    void run(BooleanSupplier stopped) throws InterruptedException {
        Random random = new Random(seed);
        Set<Throwable> problems = ConcurrentHashMap.newKeySet();
        while (!stopped.getAsBoolean() && problems.isEmpty()) {
            int count = 1 + random.nextInt(20);
            try (StoreImpl store = new StoreImpl(root, Settings.defaults());
                    Disk disk = Disk.open(root)) {
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    long own = random.nextLong();
                    Thread thread = new Thread(() -> act(store, disk, new Random(own), count, stopped));
                    thread.setUncaughtExceptionHandler((failed, problem) -> problems.add(problem));
                    thread.start();
                    threads.add(thread);
                }
                for (Thread thread : threads) {
                    thread.join();
                }
            }
        }
        problems.forEach(problem -> {
            throw new IllegalStateException("seed " + seed, problem);
        });
    }

    private static void act(StoreImpl store, Disk disk, Random random, int count, BooleanSupplier stopped) {
        for (int i = 0; i < count && !stopped.getAsBoolean(); i++) {
            switch (random.nextInt(ACTIONS)) {
                case 0 -> store.realize(recipe(random.nextInt(RECIPES)));
                case 1 -> store.realize(several(random.nextInt(RECIPES)));
                case 2 -> store.instantiate(StoreExtension.text("defined-" + random.nextInt(RECIPES), "x"));
                case 3 -> fail(store, random.nextInt(RECIPES));
                case 4, 5 -> remove(disk, random);
                case 6 ->
                    store.realize(
                            store.instantiate(graph(random.nextInt(GRAPHS))),
                            RealizeOptions.builder().forceTargets().build());
                default ->
                    store.realize(
                            store.instantiate(graph(random.nextInt(GRAPHS))),
                            RealizeOptions.builder().jobs(1 + random.nextInt(3)).build());
            }
        }
    }

    /** Always the same for a number. */
    static Stage<List<Ref.DRef>> graph(int number) {
        return new RandomGraph(4 + 3 * number, number).stage(Realizer.of("workload-graph", Workload::write));
    }

    private static void write(Build build) throws IOException {
        StringBuilder seen = new StringBuilder(build.config().name());
        for (Ref.DRef dependency : build.config().dependencies()) {
            seen.append(' ').append(Files.size(build.path(dependency, "content")));
        }
        build.log().write(seen.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Path out = build.out();
        Files.writeString(out.resolve("content"), seen.toString().repeat(1 + seen.length() * 7 % 50));
        Path folder = Files.createDirectories(out.resolve("a folder").resolve("ä"));
        Files.writeString(folder.resolve("_init.lua"), "return 1\n");
        Files.createSymbolicLink(out.resolve("link"), Path.of("content"));
    }

    /** Another recipe for the same content, so that what depends on it is taken over. */
    private static Stage<Ref.DRef> recipe(int mirror) {
        return plan -> {
            Ref.DRef base = plan.derive(
                    Config.builder("base").set("mirror", mirror).build(),
                    Realizer.of(
                            "workload-base",
                            build -> Files.writeString(build.out().resolve("content"), "same")));
            Ref.DRef top = base;
            for (int i = 0; i < 3; i++) {
                top = plan.derive(
                        Config.builder("on-" + i).set("base", top).build(),
                        Realizer.of("workload-graph", Workload::write));
            }
            return top;
        };
    }

    /** Who dies between two outputs leaves one, and so the matcher must say how many it wants. */
    private static Stage<Ref.DRef> several(int number) {
        return plan -> plan.derive(
                Config.builder("several").set("number", number).build(),
                Realizer.of("workload-several", build -> {
                    List<Path> outputs = build.outs(3);
                    for (int i = 0; i < outputs.size(); i++) {
                        Files.writeString(outputs.get(i).resolve("content"), number + " " + i);
                    }
                }),
                Matcher.some(3));
    }

    private static void fail(StoreImpl store, int number) {
        try {
            store.realize(plan -> plan.derive(
                    Config.builder("failing").set("number", number).build(), Realizer.of("workload-failing", build -> {
                        Files.writeString(build.out().resolve("partial"), "x");
                        build.log().write('x');
                        throw new IOException("on purpose");
                    })));
            throw new IllegalStateException("a realizer that fails made something");
        } catch (BuildFailedException e) {
            if (e.log().isEmpty()) {
                throw e;
            }
        }
    }

    /** Removes an object and what depends on it, unless somebody needs it. */
    private static void remove(Disk disk, Random random) {
        try (Held alone = disk.collect()) {
            assert alone != null;
            disk.refresh();
            List<Entry> all = new ArrayList<>(disk.objects());
            if (!all.isEmpty()) {
                Set<Ref.RRef> doomed = new LinkedHashSet<>();
                addDependants(all, all.get(random.nextInt(all.size())).ref(), doomed);
                Set<Ref.RRef> kept = new HashSet<>();
                Leases.living(disk).values().forEach(kept::addAll);
                if (doomed.stream().noneMatch(kept::contains)) {
                    disk.remove(doomed, List.of());
                }
            }
        }
        disk.emptyTrash();
    }

    private static void addDependants(List<Entry> all, Ref.RRef ref, Set<Ref.RRef> doomed) {
        for (Entry entry : all) {
            if (!doomed.contains(entry.ref())
                    && entry.object().dependencies().values().stream().anyMatch(refs -> refs.contains(ref))) {
                addDependants(all, entry.ref(), doomed);
            }
        }
        doomed.add(ref);
    }

    /** Works until it is killed, or until it has read all of its input: the folder of a store, a seed. */
    public static void main(String[] arguments) throws InterruptedException {
        Thread reader = new Thread(() -> {
            try {
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        System.out.println("begins");
        new Workload(Path.of(arguments[0]), Long.parseLong(arguments[1])).run(() -> !reader.isAlive());
        System.out.println("ends");
    }
}
