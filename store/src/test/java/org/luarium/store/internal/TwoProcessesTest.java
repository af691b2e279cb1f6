// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Build;
import org.luarium.store.Config;
import org.luarium.store.Realization;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;

/** Two processes, with eight threads each, want the same things of one store at once. */
@Timeout(300)
final class TwoProcessesTest {
    private static final int ROUNDS = Boolean.getBoolean("luarium.stress") ? 20 : 2;
    private static final int THREADS = 8;
    private static final int GRAPHS = 6;
    private static final int GRAPH_SIZE = 20;
    private static final int WIDTH = 60;

    @TempDir
    Path folder;

    @Test
    void everyRealizerRunsOnceAndBothSeeTheSame() throws Exception {
        Random random = new Random();
        for (int round = 0; round < ROUNDS; round++) {
            long seed = random.nextLong();
            System.out.println("TwoProcessesTest: seed " + seed);
            Path log = folder.resolve("log-" + round);
            Path store = folder.resolve("store-" + round);
            List<String> results = new ArrayList<>();
            try (Child one = start(store, log, seed, "one-" + round);
                    Child two = start(store, log, seed, "two-" + round)) {
                for (Child child : List.of(one, two)) {
                    child.finish(); // the sign to begin
                }
                for (Child child : List.of(one, two)) {
                    assertThat(child.endsWithin(120_000)).isTrue();
                    assertThat(child.exitCode()).as(child.output()).isZero();
                    results.add(child.output());
                }
            }

            assertThat(results.get(0)).contains("rref:").isEqualTo(results.get(1));
            List<String> runs = Files.readAllLines(log);
            assertThat(runs).doesNotHaveDuplicates();
            assertThat(results.get(0).lines()).hasSameSizeAs(runs);
            Health.check(store);
        }
    }

    private Child start(Path store, Path log, long seed, String name) throws IOException {
        return Child.start(
                folder.resolve(name), Worker.class, store.toString(), log.toString(), String.valueOf(seed), name);
    }

    /** Realizes everything, in an order of its own, and prints what it got. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] arguments) throws Exception {
            Path log = Path.of(arguments[1]);
            long seed = Long.parseLong(arguments[2]);
            Random random = new Random(arguments[3].hashCode());
            Set<String> refs = new ConcurrentSkipListSet<>();
            while (System.in.read() >= 0) {
                // waits for the sign
            }
            ExecutorService executor = Executors.newFixedThreadPool(THREADS);
            try (StoreImpl store = new StoreImpl(Path.of(arguments[0]), Settings.defaults())) {
                List<Future<?>> futures = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    List<Stage<List<Ref.DRef>>> stages = stages(seed, log);
                    Collections.shuffle(stages, random);
                    futures.add(executor.submit(() -> stages.forEach(stage -> realize(store, stage, refs))));
                }
                for (Future<?> future : futures) {
                    future.get();
                }
            } finally {
                executor.shutdown();
            }
            new TreeSet<>(refs).forEach(System.out::println);
        }

        private static void realize(StoreImpl store, Stage<List<Ref.DRef>> stage, Set<String> refs) {
            store.realize(
                            store.instantiate(stage),
                            RealizeOptions.builder().jobs(2).build())
                    .realizations()
                    .values()
                    .forEach(all -> all.stream()
                            .map(Realization::ref)
                            .map(Ref.RRef::toString)
                            .forEach(refs::add));
        }

        private static List<Stage<List<Ref.DRef>>> stages(long seed, Path log) {
            Realizer realizer = Realizer.of("two-processes", build -> write(build, log));
            List<Stage<List<Ref.DRef>>> stages = new ArrayList<>();
            for (int i = 0; i < GRAPHS; i++) {
                stages.add(new RandomGraph(GRAPH_SIZE, seed + i).stage(realizer));
            }
            stages.add(plan -> {
                List<Ref.DRef> wide = new ArrayList<>();
                for (int i = 0; i < WIDTH; i++) {
                    wide.add(plan.derive(Config.builder("wide-" + i).build(), realizer));
                }
                return wide;
            });
            return stages;
        }

        private static void write(Build build, Path log) throws IOException {
            Files.writeString(
                    log,
                    build.dref() + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Files.writeString(build.out().resolve("content"), build.dref().toString());
        }
    }
}
