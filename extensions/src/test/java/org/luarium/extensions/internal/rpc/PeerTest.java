// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.extension.spi.RemoteExtensionException;

@Timeout(60)
class PeerTest {
    public record Point(int x, double y, List<String> names) {}

    public interface Service {
        int add(int a, int b);

        Point move(Point point, Map<String, Long> by);

        CompletableFuture<String> later(String text, int millis);

        int apply(IntUnaryOperator function, int value);

        void fail(String message) throws java.io.IOException;

        int nest(Service back, int depth);
    }

    static class Implementation implements Service {
        @Override
        public int add(int a, int b) {
            return a + b;
        }

        @Override
        public Point move(Point point, Map<String, Long> by) {
            return new Point(point.x() + by.get("x").intValue(), point.y() + by.get("y"), point.names());
        }

        @Override
        public CompletableFuture<String> later(String text, int millis) {
            return CompletableFuture.supplyAsync(
                    () -> text, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
        }

        @Override
        public int apply(IntUnaryOperator function, int value) {
            return function.applyAsInt(value);
        }

        @Override
        public void fail(String message) throws java.io.IOException {
            if (message.startsWith("io")) {
                throw new java.io.IOException(message);
            }
            throw new UnsupportedOperationException(message);
        }

        @Override
        public int nest(Service back, int depth) {
            return depth == 0 ? 0 : 1 + back.nest(this, depth - 1);
        }
    }

    @Test
    void callsAndIsCalledBack() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, new Implementation());
            assertThat(service.add(2, 3)).isEqualTo(5);
            assertThat(service.move(new Point(1, 2.5, List.of("ä", "b")), Map.of("x", 2L, "y", 1L)))
                    .isEqualTo(new Point(3, 3.5, List.of("ä", "b")));
            assertThat(service.later("text", 20).get(5, TimeUnit.SECONDS)).isEqualTo("text");
            Thread me = Thread.currentThread();
            List<Thread> threads = new ArrayList<>();
            assertThat(service.apply(
                            x -> {
                                threads.add(Thread.currentThread());
                                return x * 2;
                            },
                            21))
                    .isEqualTo(42);
            assertThat(threads).containsExactly(me);
            assertThatThrownBy(() -> service.fail("io 1"))
                    .isInstanceOf(java.io.IOException.class)
                    .hasMessage("io 1");
            assertThatThrownBy(() -> service.fail("other"))
                    .isInstanceOf(RemoteExtensionException.class)
                    .hasMessageContaining("other");
            assertThat(service.nest(new Implementation(), 50)).isEqualTo(50);
            assertThat(link.host.invoke(1, "add", List.of(3, 4)).get(5, TimeUnit.SECONDS))
                    .isEqualTo(7L);
            assertThat(link.host.pending()).isZero();
            assertThat(link.child.serving()).isZero();
        }
    }

    @Test
    void slowCallsHoldUpNobody() throws Exception {
        try (Link link = new Link()) {
            CountDownLatch released = new CountDownLatch(1);
            Waiting service = link.serve(Waiting.class, new Waiting() {
                @Override
                public int await() throws InterruptedException {
                    return released.await(30, TimeUnit.SECONDS) ? 1 : 0;
                }

                @Override
                public void release() {
                    released.countDown();
                }
            });
            List<CompletableFuture<Integer>> slow = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                CompletableFuture<Integer> result = new CompletableFuture<>();
                slow.add(result);
                Thread caller = new Thread(() -> {
                    try {
                        result.complete(service.await());
                    } catch (InterruptedException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                });
                caller.setDaemon(true);
                caller.start();
            }
            service.release();
            for (CompletableFuture<Integer> each : slow) {
                assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(1);
            }
        }
    }

    public interface Waiting {
        int await() throws InterruptedException;

        void release();
    }
}
