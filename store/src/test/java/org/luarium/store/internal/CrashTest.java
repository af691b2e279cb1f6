// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Realization;
import org.luarium.store.Realized;
import org.luarium.store.Ref;

/** Kills processes that work with a store, at random moments. Then the store opens, and everything in it is right. */
@Timeout(900)
final class CrashTest {
    private static final int KILLS = Boolean.getBoolean("luarium.stress") ? 500 : 50;
    private static final int PAIRS = Boolean.getBoolean("luarium.stress") ? 50 : 5;
    private static final int LANES = 2;
    private static final int LONGEST_MILLIS = 400;

    @TempDir
    Path folder;

    private final Map<Integer, Set<Ref.RRef>> expected = new HashMap<>();

    @BeforeEach
    void realizeWithoutCrashes() {
        try (StoreImpl store = new StoreImpl(folder.resolve("calm"), Settings.defaults())) {
            for (int i = 0; i < Workload.GRAPHS; i++) {
                expected.put(i, refs(store.realize(Workload.graph(i))));
            }
        }
    }

    @Test
    void processThatIsKilledAtAnyMomentLeavesAStoreThatIsCompleteAndIntact() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("CrashTest: seed " + seed);
        ExecutorService executor = Executors.newFixedThreadPool(LANES);
        try {
            List<Future<Integer>> lanes = new ArrayList<>();
            for (int i = 0; i < LANES; i++) {
                Path store = folder.resolve("store-" + i);
                Random random = new Random(seed + i);
                Callable<Integer> lane = () -> killAgainAndAgain(store, random, KILLS / LANES);
                lanes.add(executor.submit(lane));
            }
            int objects = 0;
            for (Future<Integer> lane : lanes) {
                objects += lane.get();
            }
            assertThat(objects).as("objects that survived").isPositive();
        } finally {
            executor.shutdownNow();
        }
    }

    private int killAgainAndAgain(Path store, Random random, int kills) throws Exception {
        int survived = 0;
        for (int i = 0; i < kills; i++) {
            try (Child child = start(store, random)) {
                assertThat(child.endsWithin(random.nextInt(LONGEST_MILLIS)))
                        .as(child.output())
                        .isFalse();
                child.kill();
            }
            Health.check(store);
            survived += Health.list(store.resolve("objects")).size();
            realizeAndCompare(store, random.nextInt(Workload.GRAPHS));
        }
        return survived;
    }

    @Test
    void processGoesOnWhenAnotherOneIsKilled() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("CrashTest: seed of pairs " + seed);
        Random random = new Random(seed);
        Path store = folder.resolve("store");
        try (Child survivor = start(store, random)) {
            for (int i = 0; i < PAIRS; i++) {
                try (Child victim = start(store, random)) {
                    assertThat(victim.endsWithin(random.nextInt(LONGEST_MILLIS)))
                            .as(victim.output())
                            .isFalse();
                    victim.kill();
                }
                assertThat(survivor.isAlive()).as(survivor.output()).isTrue();
                realizeAndCompare(store, random.nextInt(Workload.GRAPHS));
            }
            survivor.finish();
            assertThat(survivor.endsWithin(30_000)).as(survivor.output()).isTrue();
            assertThat(survivor.exitCode()).as(survivor.output()).isZero();
        }
        Health.check(store);
    }

    private Child start(Path store, Random random) throws IOException {
        Path output = folder.resolve(store.getFileName() + "-" + random.nextInt(Integer.MAX_VALUE) + ".log");
        Child child = Child.start(output, Workload.class, store.toString(), String.valueOf(random.nextLong()));
        await().pollInterval(java.time.Duration.ofMillis(5))
                .until(() -> child.output().startsWith("begins") || !child.isAlive());
        return child;
    }

    private void realizeAndCompare(Path root, int graph) {
        try (StoreImpl store = new StoreImpl(root, Settings.defaults())) {
            assertThat(refs(store.realize(Workload.graph(graph)))).isEqualTo(expected.get(graph));
        }
    }

    private static Set<Ref.RRef> refs(Realized<?> realized) {
        Set<Ref.RRef> refs = new TreeSet<>();
        realized.realizations().values().stream()
                .flatMap(List::stream)
                .map(Realization::ref)
                .forEach(refs::add);
        return refs;
    }
}
