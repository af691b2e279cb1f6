// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.luarium.extension.spi.CallCancelledException;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.NoSuchTargetException;

/** Calls that are cancelled, late, interrupted or cut off. */
class CallEndsTest extends CallsFixture {
    @Test
    void extensions57_cancellingAFutureCancelsTheWork() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            CompletableFuture<Integer> future = service.later(1);
            assertThat(child.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(future.cancel(true)).isTrue();
            assertThat(link.host.pending()).isZero();
            await().untilAsserted(() -> assertThat(child.futures.get(0)).isCancelled());
            await().untilAsserted(() -> assertThat(link.child.serving()).isZero());

            CompletableFuture<Object> blocked = link.host.invoke(1, "waitFor", List.of(0));
            assertThat(child.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            blocked.cancel(true);
            assertThat(child.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            await().untilAsserted(() -> assertThat(link.child.serving()).isZero());
            assertThat(service.of(1)).isEqualTo("int 1");
        }
    }

    @Test
    void extensions57_whatWasCancelledBeforeItBeganNeverRuns() throws Exception {
        try (Link link = new Link(o -> o, Options.callsIn(1, 16), CallObserver.NONE)) {
            link.serve(Service.class, child);
            CompletableFuture<Object> first = link.host.invoke(1, "waitFor", List.of(0));
            CompletableFuture<Object> second = link.host.invoke(1, "waitFor", List.of(1));
            assertThat(child.entered.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Object> third = link.host.invoke(1, "waitFor", List.of(2));
            await().untilAsserted(() -> assertThat(link.child.serving()).isEqualTo(3));
            third.cancel(true);
            // What is sent after the cancellation is refused after it was read.
            assertThatThrownBy(
                            () -> link.host.invoke(9999, "nothing", List.of()).get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NoSuchTargetException.class);
            child.gates[0].release();
            child.gates[1].release();
            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(0L);
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(1L);
            await().untilAsserted(() -> assertThat(link.child.serving()).isZero());
            assertThat(child.entered.availablePermits()).isZero();
        }
    }

    @Test
    void extensions57_theRemoteSideMayCancelItself() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            CompletableFuture<Integer> future = service.later(1);
            assertThat(child.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            child.futures.get(0).cancel(true);
            assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void extensions58_whatIsLateFailsOnTimeAndItsAnswerIsDropped() throws Exception {
        try (Link link = new Link(Options.callTime(Duration.ofMillis(300)), o -> o, CallObserver.NONE)) {
            Service service = link.serve(Service.class, child);
            long began = System.nanoTime();
            assertThatThrownBy(() -> service.waitFor(0))
                    .isInstanceOf(CallTimeoutException.class)
                    .hasMessageContaining("waitFor(int) of child was not answered within PT0.3S");
            CompletableFuture<Integer> future = service.later(1);
            assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CallTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(600), Duration.ofSeconds(10));
            assertThat(child.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            await().untilAsserted(() -> assertThat(child.futures.get(0)).isCancelled());
            assertThat(link.host.pending()).isZero();
            assertThat(service.of(1)).isEqualTo("int 1");
            assertThat(link.host.end()).isNotDone();
        }
    }

    @Test
    void whatDependsOnAFutureHoldsUpNobody() throws Exception {
        try (Link link = new Link(Options.callsIn(2, 8), o -> o, CallObserver.NONE)) {
            Service service = link.serve(Service.class, child);
            CountDownLatch released = new CountDownLatch(1);
            List<String> names = Collections.synchronizedList(new ArrayList<>());
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                all.add(service.later(i).thenAccept(nothing -> {
                    names.add(Thread.currentThread().getName());
                    hold(released);
                }));
            }
            assertThat(child.entered.tryAcquire(12, 10, TimeUnit.SECONDS)).isTrue();
            child.futures.forEach(each -> each.complete(1));
            await().untilAsserted(() -> assertThat(link.host.pending()).isZero());
            for (int i = 0; i < 20; i++) {
                assertThat(service.of(i)).isEqualTo("int " + i);
            }
            released.countDown();
            for (CompletableFuture<Void> each : all) {
                each.get(10, TimeUnit.SECONDS);
            }
            assertThat(names).hasSize(12).allMatch(name -> name.startsWith("luarium-extension-child-"));
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theThreadThatWatchesRunsNothingOfOthers() throws Exception {
        try (Link link = new Link(
                Options.all(Options.callsIn(1, 1), Options.callTime(Duration.ofMillis(200))),
                o -> o,
                CallObserver.NONE)) {
            Service service = link.serve(Service.class, child);
            CountDownLatch released = new CountDownLatch(1);
            List<String> names = Collections.synchronizedList(new ArrayList<>());
            List<CompletableFuture<Object>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(service.later(i).handle((value, e) -> {
                    names.add(Thread.currentThread().getName());
                    hold(released);
                    return null;
                }));
            }
            await().untilAsserted(() -> assertThat(names).isNotEmpty());
            // One of them holds up the others, but neither the link nor its deadlines.
            assertThat(service.of(1)).isEqualTo("int 1");
            assertThatThrownBy(() -> service.waitFor(0)).isInstanceOf(CallTimeoutException.class);
            released.countDown();
            for (CompletableFuture<Object> each : all) {
                each.get(10, TimeUnit.SECONDS);
            }
            assertThat(names).hasSize(20).allMatch(name -> name.startsWith("luarium-extension-child-completion-"));
        }
    }

    @Test
    void aCallerThatIsInterruptedGivesUp() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    service.waitFor(0);
                } catch (Throwable e) {
                    thrown.complete(e);
                }
                flag.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            assertThat(child.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            caller.interrupt();
            assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(CallCancelledException.class);
            assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(child.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(link.host.pending()).isZero();
            assertThat(service.of(1)).isEqualTo("int 1");
        }
    }

    @Test
    void extensions65_closingDuringCallsTellsThemAndNobodyElse() throws Exception {
        AtomicReference<Throwable> uncaught = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.set(e));
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(callers.submit(() -> service.waitFor(0)));
            }
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                futures.add(service.later(i));
            }
            assertThat(child.entered.tryAcquire(508, 30, TimeUnit.SECONDS)).isTrue();
            link.host.close();
            results.addAll(futures);
            for (Future<?> each : results) {
                assertThatThrownBy(() -> each.get(10, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(LinkClosedException.class)
                        .hasMessageContaining("closed");
            }
            assertThat(link.host.pending()).isZero();
            assertThat(link.child.end().get(10, TimeUnit.SECONDS)).hasMessageContaining("has ended");
            assertThat(child.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            callers.shutdownNow();
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).hasValue(null);
    }
}
