// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Closure;
import org.luarium.store.Config;
import org.luarium.store.Realization;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.RealizeEvent;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;

class ParallelTest {
    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private static Stage<List<Ref.DRef>> wide(int count, Realizer realizer) {
        return plan -> IntStream.range(0, count)
                .mapToObj(i -> plan.derive(Config.builder("wide-" + i).build(), realizer))
                .toList();
    }

    @Test
    void realize59_twoThreadsRealizeOnceForBoth() {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch building = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Stage<Ref.DRef> stage = plan -> plan.derive(Config.builder("once").build(), Realizer.of("once", build -> {
            runs.incrementAndGet();
            building.countDown();
            assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
            Files.writeString(build.out().resolve("x"), "x");
        }));
        Closure<Ref.DRef> closure = stores.store().instantiate(stage);

        CompletableFuture<Realized<Ref.DRef>> first = stores.store().realizeAsync(closure, RealizeOptions.defaults());
        awaitLatch(building);
        CompletableFuture<Realized<Ref.DRef>> second = stores.store().realizeAsync(closure, RealizeOptions.defaults());
        go.countDown();

        assertThat(first.join().one()).isEqualTo(second.join().one());
        assertThat(runs).hasValue(1);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void eightThreadsInstantiateAndRealizeTheSameThings() {
        List<CompletableFuture<Set<Ref.RRef>>> all = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            all.add(CompletableFuture.supplyAsync(() -> {
                Set<Ref.RRef> refs = new HashSet<>();
                for (int i = 0; i < 40; i++) {
                    Realized<List<Ref.DRef>> realized = stores.store()
                            .realize(wide(
                                    i % 5 + 1,
                                    Realizer.of(
                                            "same",
                                            build -> Files.writeString(
                                                    build.out().resolve("x"),
                                                    build.config().name()))));
                    realized.targets()
                            .forEach(dref -> refs.add(realized.one(dref).ref()));
                }
                return refs;
            }));
        }

        Set<Ref.RRef> refs = all.get(0).join();
        assertThat(refs).hasSize(5);
        assertThat(all).allSatisfy(future -> assertThat(future.join()).isEqualTo(refs));
        assertThat(stores.reopen().derivations()).hasSize(5);
    }

    @Test
    void realize63_independentBuildsRunTogetherUpToTheNumberOfJobs() {
        CyclicBarrier barrier = new CyclicBarrier(3);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Closure<List<Ref.DRef>> closure = stores.store().instantiate(wide(6, build -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            barrier.await(30, TimeUnit.SECONDS);
            running.decrementAndGet();
            Files.writeString(build.out().resolve("x"), "x");
        }));

        stores.store().realize(closure, RealizeOptions.builder().jobs(3).build());

        assertThat(most).hasValue(3);
    }

    @Test
    void realize62_cancellingStopsCleansAndKeepsWhatIsFinished() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Closure<Ref.DRef> closure = stores.store().instantiate(plan -> {
            Ref.DRef done = plan.use(StoreExtension.text("done", "x"));
            return plan.derive(Config.builder("hanging").set("on", done).build(), build -> {
                Files.writeString(build.out().resolve("half"), "x");
                hanging.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    interrupted.countDown();
                }
            });
        });
        CompletableFuture<Realized<Ref.DRef>> future = stores.store().realizeAsync(closure, RealizeOptions.defaults());
        assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();

        future.cancel(true);

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(stores.root().resolve("tmp")).isEmptyDirectory());
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(stores.root().resolve("leases")).isEmptyDirectory());
        assertThat(stores.store().realizations(closure.derivations().get(0))).hasSize(1);
        assertThat(stores.store().realizations(closure.result())).isEmpty();
    }

    @Test
    void anInterruptStopsARealizerThatDoesNotListenFromHoldingUpItsCaller() throws Exception {
        CountDownLatch stubborn = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Closure<Ref.DRef> closure = stores.store()
                .instantiate(plan -> plan.derive(Config.builder("stubborn").build(), build -> {
                    stubborn.countDown();
                    while (release.getCount() > 0) {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            assertThat(build.cancelled()).isTrue();
                        }
                    }
                    Files.writeString(build.out().resolve("late"), "x");
                }));
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                stores.store().realize(closure);
            } catch (RuntimeException e) {
                outcome.complete(Thread.currentThread().isInterrupted() ? e : new AssertionError("flag lost", e));
            }
        });
        caller.start();
        assertThat(stubborn.await(30, TimeUnit.SECONDS)).isTrue();

        caller.interrupt();

        assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(RealizeCancelledException.class);
        release.countDown();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(stores.root().resolve("tmp")).isEmptyDirectory());
        assertThat(stores.store().realizations(closure.result())).isEmpty();
    }

    @Test
    void aFailureStopsOthersThatRunUnlessToldToKeepGoing() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Closure<List<Ref.DRef>> closure = stores.store()
                .instantiate(plan -> List.of(
                        plan.derive(Config.builder("fails").build(), build -> {
                            assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
                            throw new IllegalStateException("broken");
                        }),
                        plan.derive(Config.builder("waits").build(), build -> {
                            running.countDown();
                            new CountDownLatch(1).await();
                        })));

        assertThatThrownBy(() -> stores.store()
                        .realize(closure, RealizeOptions.builder().jobs(2).build()))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("broken");
    }

    @Test
    void realize67_keepingGoingBuildsWhatIsIndependentOfAFailure() {
        Closure<Map<String, Ref.DRef>> closure = stores.store().instantiate(plan -> {
            Ref.DRef bad = plan.derive(Config.builder("bad").build(), build -> {
                throw new IllegalStateException("no compiler");
            });
            Ref.DRef good = plan.use(StoreExtension.text("good", "x"));
            Realizer copying = build -> Files.writeString(build.out().resolve("x"), "x");
            return Map.of(
                    "bad", bad,
                    "good", good,
                    "above", plan.derive(Config.builder("above").set("on", bad).build(), copying),
                    "both",
                            plan.derive(
                                    Config.builder("both")
                                            .set("on", List.of(bad, good))
                                            .build(),
                                    copying),
                    "fine", plan.derive(Config.builder("fine").set("on", good).build(), copying));
        });

        Realized<Map<String, Ref.DRef>> realized = stores.store()
                .realize(closure, RealizeOptions.builder().keepGoing().build());

        Map<String, Ref.DRef> result = closure.result();
        assertThat(realized.failures()).containsOnlyKeys(result.get("bad"), result.get("above"), result.get("both"));
        Realized.Failure failure = realized.failures().get(result.get("both"));
        assertThat(failure.root()).isEqualTo(result.get("bad"));
        assertThat(failure.isRoot()).isFalse();
        assertThat(failure.cause()).hasMessageContaining("no compiler");
        assertThat(realized.one(result.get("fine")).path()).isDirectory();
        assertThatThrownBy(() -> realized.one(result.get("above"))).hasMessageContaining("no compiler");
    }

    @Property(tries = 30)
    void realize67_whatIsRealizedNeverDependsOnWhatFailed(
            @ForAll @IntRange(min = 1, max = 25) int size,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int jobs)
            throws Exception {
        StoreExtension own = new StoreExtension();
        own.beforeEach(null);
        try {
            Closure<List<Ref.DRef>> closure = own.store().instantiate(new RandomGraph(size, seed).stage(build -> {
                        if (build.dref().digest().charAt(0) < 'e') {
                            throw new IllegalStateException("unlucky");
                        }
                        Files.writeString(
                                build.out().resolve("x"), build.config().name());
                    }));

            Realized<List<Ref.DRef>> realized = own.store()
                    .realize(
                            closure,
                            RealizeOptions.builder().keepGoing().jobs(jobs).build());

            for (Ref.DRef dref : RandomGraph.reachable(closure)) {
                boolean unlucky = dref.digest().charAt(0) < 'e';
                boolean below =
                        own.store().config(dref).dependencies().stream().anyMatch(realized.failures()::containsKey);
                assertThat(realized.failures().containsKey(dref)).isEqualTo(unlucky || below);
                assertThat(realized.realizations().containsKey(dref)).isEqualTo(!unlucky && !below);
            }
        } finally {
            own.afterEach(null);
        }
    }

    @Test
    void theListenerHearsTheTruth() {
        List<RealizeEvent> events = Collections.synchronizedList(new ArrayList<>());
        Closure<Ref.DRef> closure = stores.store().instantiate(plan -> {
            Ref.DRef base = plan.use(StoreExtension.text("base", "x"));
            return plan.derive(Config.builder("top").set("on", base).build(), build -> {
                build.progress(1, 2);
                build.progress(2, 2);
                Path unused = build.out();
            });
        });
        RealizeOptions options = RealizeOptions.builder().listener(events::add).build();

        stores.store().realize(closure, options);
        stores.store().realize(closure, options);

        assertThat(events)
                .extracting(RealizeEvent::kind)
                .containsExactly(
                        RealizeEvent.Kind.STARTED,
                        RealizeEvent.Kind.BUILT,
                        RealizeEvent.Kind.STARTED,
                        RealizeEvent.Kind.PROGRESS,
                        RealizeEvent.Kind.PROGRESS,
                        RealizeEvent.Kind.BUILT,
                        RealizeEvent.Kind.REUSED,
                        RealizeEvent.Kind.REUSED);
        assertThat(events).extracting(RealizeEvent::finished).containsExactly(0, 1, 1, 1, 1, 2, 1, 2);
        assertThat(events).allMatch(event -> event.total() == 2);
        assertThat(events.get(4).done()).isEqualTo(2);
    }

    @Test
    void aListenerThatFailsDoesNoHarm() {
        Closure<Ref.DRef> closure = stores.store().instantiate(StoreExtension.text("a", "x"));

        Realization one = stores.store()
                .realize(
                        closure,
                        RealizeOptions.builder()
                                .listener(event -> {
                                    throw new IllegalStateException("deaf");
                                })
                                .build())
                .one();

        assertThat(one.path()).isDirectory();
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        stores.store().realize(wide(20, build -> Files.writeString(build.out().resolve("x"), "x")));
        stores.store().close();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("luarium-store")));
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(files.map(ParallelTest::target)
                            .filter(target -> target.startsWith(stores.root().toString())))
                    .isEmpty();
        }
        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
        assertThat(stores.root().resolve("leases")).isEmptyDirectory();
        stores.reopen();
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
