// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.NoSuchTargetException;
import org.luarium.extension.spi.TooManyCallsException;

/** Calls within calls. */
class CallbacksTest extends CallsFixture {
    @Test
    void extensions51_fiftyCallsWithinEachOtherWithOneThreadOnEachSide() throws Exception {
        try (Link link = new Link(Options.callsIn(1, 8))) {
            Service service = link.serve(Service.class, child);
            assertThat(service.nest(new Implementation(), 50)).isEqualTo(50);
            assertThat(service.nest(new Implementation(), 50)).isEqualTo(50);
        }
    }

    @Test
    void extensions51_nestingHasALimit() throws Exception {
        try (Link link = new Link(Options.nesting(10))) {
            Service service = link.serve(Service.class, child);
            assertThat(service.nest(new Implementation(), 10)).isEqualTo(10);
            assertThatThrownBy(() -> service.nest(new Implementation(), 12))
                    .isInstanceOf(TooManyCallsException.class)
                    .hasMessageContaining("more than 10 deep");
            assertThat(service.nest(new Implementation(), 10)).isEqualTo(10);
        }
    }

    @Test
    void extensions52_aCallbackRunsOnTheThreadOfItsCaller() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            CyclicBarrier both = new CyclicBarrier(2);
            ExecutorService callers = Executors.newFixedThreadPool(2);
            try {
                List<Future<Boolean>> results = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    results.add(callers.submit(() -> {
                        Thread me = Thread.currentThread();
                        AtomicInteger elsewhere = new AtomicInteger();
                        service.apply(
                                x -> {
                                    if (Thread.currentThread() != me) {
                                        elsewhere.incrementAndGet();
                                    }
                                    meet(both);
                                    return x;
                                },
                                1);
                        return elsewhere.get() == 0;
                    }));
                }
                for (Future<Boolean> each : results) {
                    assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
                }
            } finally {
                callers.shutdownNow();
            }
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void extensions52_aCallbackWithoutACallerRunsOnAThreadOfTheLink() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            AtomicReference<String> where = new AtomicReference<>();
            assertThat(service.applyLater(
                                    x -> {
                                        where.set(Thread.currentThread().getName());
                                        return x + 1;
                                    },
                                    1)
                            .get(10, TimeUnit.SECONDS))
                    .isEqualTo(2);
            assertThat(where.get()).startsWith("luarium-extension-child-");
        }
    }

    @Test
    void extensions53_anAnswerArrivesThoughItsCallerIsGone() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            ExecutorService caller = Executors.newSingleThreadExecutor();
            AtomicReference<CompletableFuture<Integer>> made = new AtomicReference<>();
            caller.submit(() -> made.set(service.later(1))).get(10, TimeUnit.SECONDS);
            assertThat(child.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Integer> future = made.get();
            CompletableFuture<Integer> there = future.thenApply(x -> x + 1);
            CompletableFuture<Integer> nowhere = future.thenApplyAsync(x -> x, caller);
            caller.shutdownNow();
            assertThat(caller.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            child.futures.get(0).complete(1);
            assertThat(there.get(10, TimeUnit.SECONDS)).isEqualTo(2);
            assertThatThrownBy(() -> nowhere.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            assertThat(service.of(1)).isEqualTo("int 1");
        }
    }

    @Test
    void extensions54_aCallbackCanBeCalledAgainAndAfterTheCall() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            AtomicInteger calls = new AtomicInteger();
            assertThat(service.apply(x -> x + calls.incrementAndGet(), 10)).isEqualTo(13);
            service.keep(() -> "kept" + calls.incrementAndGet() + " ");
            System.gc();
            assertThat(service.useKept()).isEqualTo("kept3 kept4 ");
            assertThat(CompletableFuture.supplyAsync(child.kept).get(10, TimeUnit.SECONDS))
                    .isEqualTo("kept5 ");
            Function<String, CompletableFuture<Integer>> lengths =
                    text -> CompletableFuture.completedFuture(text.length());
            link.child.lend(
                    2,
                    Lengths.class,
                    function -> function.apply("four").thenCombine(function.apply("a"), Integer::sum));
            assertThat(link.host.borrow(2, Lengths.class).sum(lengths).get(10, TimeUnit.SECONDS))
                    .isEqualTo(5);
        }
    }

    public interface Lengths {
        CompletableFuture<Integer> sum(Function<String, CompletableFuture<Integer>> function);
    }

    @Test
    void extensions55_aCallbackOfAClosedLinkSaysSo() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            service.keep(() -> "x");
            link.host.close();
            assertThatThrownBy(() -> child.kept.get()).isInstanceOf(LinkClosedException.class);
            assertThatThrownBy(service::nothing)
                    .isInstanceOf(LinkClosedException.class)
                    .hasMessage("child was closed");
            assertThatThrownBy(() -> service.later(1)).isInstanceOf(LinkClosedException.class);
            assertThatThrownBy(() -> service.note(1)).isInstanceOf(LinkClosedException.class);
        }
    }

    @Test
    void extensions56_anObjectThatComesBackIsTheSame() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            Counter counter = service.counter();
            assertThat(counter.next()).isEqualTo(1);
            assertThat(service.counter()).isSameAs(counter).isEqualTo(counter).hasSameHashCodeAs(counter);
            assertThat(service.isIt(counter)).isTrue();
            assertThat(service.isIt(() -> 1)).isFalse();
            assertThat(counter.toString()).isEqualTo("Counter 65536 of child");
            assertThat(service.isItself(service)).isTrue();
            assertThat(service.itself().isItself(service)).isTrue();
            assertThatThrownBy(() -> link.host.borrow(99, Counter.class).next()).hasMessageContaining("99");
            assertThatThrownBy(() -> service.isIt(link.host.borrow(98, Counter.class)))
                    .isInstanceOf(NoSuchTargetException.class)
                    .hasMessageContaining("no object 98");
        }
    }
}
