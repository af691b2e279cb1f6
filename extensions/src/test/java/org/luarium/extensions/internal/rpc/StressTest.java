// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.luarium.extension.spi.RemoteExtensionException;

/** Calls of all kinds from many threads and both sides at once. */
class StressTest {
    private static final Duration TIME = Duration.ofMillis(1500);

    public interface Service {
        long twice(long value);

        CompletableFuture<Long> twiceLater(long value, int micros);

        byte[] reverse(byte[] bytes);

        long apply(LongUnaryOperator function, long value, int times);

        CompletableFuture<Long> applyLater(LongUnaryOperator function, long value);

        long nest(Service back, int depth);

        void fail(long value);
    }

    static final class Implementation implements Service {
        @Override
        public long twice(long value) {
            return 2 * value;
        }

        @Override
        public CompletableFuture<Long> twiceLater(long value, int micros) {
            return CompletableFuture.supplyAsync(
                    () -> 2 * value, CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS));
        }

        @Override
        public byte[] reverse(byte[] bytes) {
            byte[] reversed = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                reversed[i] = bytes[bytes.length - 1 - i];
            }
            return reversed;
        }

        @Override
        public long apply(LongUnaryOperator function, long value, int times) {
            long result = value;
            for (int i = 0; i < times; i++) {
                result = function.applyAsLong(result);
            }
            return result;
        }

        @Override
        public CompletableFuture<Long> applyLater(LongUnaryOperator function, long value) {
            return CompletableFuture.supplyAsync(() -> function.applyAsLong(value));
        }

        @Override
        public long nest(Service back, int depth) {
            return depth == 0 ? 0 : 1 + back.nest(this, depth - 1);
        }

        @Override
        public void fail(long value) {
            throw new IllegalStateException("value " + value);
        }
    }

    @RepeatedTest(3)
    void allAnswersAreRightAndNothingIsLeft(RepetitionInfo repetition) throws Exception {
        long seed = 4711L * repetition.getCurrentRepetition();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Link link = new Link(Options.name("stress"))) {
            link.host.lend(1, Service.class, new Implementation());
            Service child = link.serve(Service.class, new Implementation());
            Service host = link.child.borrow(1, Service.class);
            long until = System.nanoTime() + TIME.toNanos();
            List<Future<Long>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(seed + i);
                Service service = i % 3 == 2 ? host : child;
                results.add(threads.submit(() -> work(service, random, until)));
            }
            long calls = 0;
            for (Future<Long> each : results) {
                calls += each.get(60, TimeUnit.SECONDS);
            }
            assertThat(calls).as("calls with seed %d", seed).isGreaterThanOrEqualTo(8);
            assertThat(link.host.pending()).isZero();
            assertThat(link.child.pending()).isZero();
            await().untilAsserted(() ->
                    assertThat(link.host.serving() + link.child.serving()).isZero());
            await().untilAsserted(() -> {
                System.gc();
                assertThat(link.host.lent() + link.child.lent()).isZero();
            });
            assertThat(link.host.end()).isNotDone();
        } finally {
            threads.shutdownNow();
        }
        await().untilAsserted(() -> assertThat(HostileFixture.threads("stress")).isEmpty());
    }

    private static long work(Service service, Random random, long until) throws Exception {
        Queue<CompletableFuture<?>> checks = new ArrayDeque<>();
        long calls = 0;
        while (System.nanoTime() < until) {
            calls++;
            long value = random.nextLong();
            switch (random.nextInt(12)) {
                case 0 -> {
                    CompletableFuture<Long> future = service.twiceLater(value, random.nextInt(2000));
                    checks.add(future.thenAccept(result -> assertThat(result).isEqualTo(2 * value)));
                }
                case 1 -> {
                    byte[] bytes = new byte[random.nextInt(20) == 0 ? random.nextInt(200_000) : random.nextInt(500)];
                    random.nextBytes(bytes);
                    assertThat(service.reverse(service.reverse(bytes))).isEqualTo(bytes);
                }
                case 2 -> {
                    Thread me = Thread.currentThread();
                    int times = random.nextInt(5);
                    assertThat(service.apply(
                                    x -> {
                                        assertThat(Thread.currentThread()).isSameAs(me);
                                        return x + value;
                                    },
                                    1,
                                    times))
                            .isEqualTo(1 + times * value);
                }
                case 3 ->
                    checks.add(service.applyLater(x -> x ^ value, 5)
                            .thenAccept(result -> assertThat(result).isEqualTo(5 ^ value)));
                case 4 -> {
                    int depth = random.nextInt(12);
                    assertThat(service.nest(new Implementation(), depth)).isEqualTo(depth);
                }
                case 5 ->
                    assertThatThrownBy(() -> service.fail(value))
                            .isInstanceOf(RemoteExtensionException.class)
                            .hasMessageContaining("value " + value);
                case 6 -> service.twiceLater(value, 1000).cancel(true);
                case 7 -> LockSupport.parkNanos(random.nextInt(2_000_000));
                case 8 -> // A future's dependents may call as well.
                    checks.add(service.twiceLater(value, 0)
                            .thenApply(service::twice)
                            .thenAccept(result -> assertThat(result).isEqualTo(4 * value)));
                default -> assertThat(service.twice(value)).isEqualTo(2 * value);
            }
            while (checks.size() > 50) {
                checks.remove().get(30, TimeUnit.SECONDS);
            }
        }
        for (CompletableFuture<?> each : checks) {
            each.get(30, TimeUnit.SECONDS);
        }
        return calls;
    }
}
