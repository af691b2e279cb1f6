// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.MessageTooLargeException;
import org.luarium.extension.spi.OneWay;
import org.luarium.extension.spi.TooManyCallsException;
import org.luarium.extension.spi.ValueException;

/** What happens where there is no more room, and that nothing is left behind. */
class LimitsTest {
    public interface Service {
        int length(String text);

        String text(int length);

        int hold() throws InterruptedException;

        int apply(IntUnaryOperator function, int value);

        void keep(Supplier<String> supplier);

        void forget();

        Supplier<String> lend(int number);

        void deep(int frames);

        @OneWay
        void note(int number) throws InterruptedException;
    }

    static class Implementation implements Service {
        final CountDownLatch gate = new CountDownLatch(1);
        final AtomicInteger held = new AtomicInteger();
        final List<Supplier<String>> kept = Collections.synchronizedList(new ArrayList<>());
        final List<Integer> notes = Collections.synchronizedList(new ArrayList<>());

        @Override
        public int length(String text) {
            return text.length();
        }

        @Override
        public String text(int length) {
            return "x".repeat(length);
        }

        @Override
        public int hold() throws InterruptedException {
            held.incrementAndGet();
            return gate.await(30, TimeUnit.SECONDS) ? 1 : 0;
        }

        @Override
        public int apply(IntUnaryOperator function, int value) {
            return function.applyAsInt(value);
        }

        @Override
        public void keep(Supplier<String> supplier) {
            kept.add(supplier);
        }

        @Override
        public void forget() {
            kept.clear();
        }

        @Override
        public Supplier<String> lend(int number) {
            return () -> "lent " + number;
        }

        @Override
        public void deep(int frames) {
            if (frames > 0) {
                try {
                    deep(frames - 1);
                } catch (IllegalStateException e) {
                    throw new IllegalStateException("outer " + frames, e);
                }
            }
            throw new IllegalStateException("ä".repeat(10_000));
        }

        @Override
        public void note(int number) throws InterruptedException {
            hold();
            notes.add(number);
        }
    }

    private final Implementation child = new Implementation();

    @Test
    void extensions60_whatIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
        try (Link link = new Link(Options.frameBytes(1 << 16))) {
            Service service = link.serve(Service.class, child);
            assertThat(service.length("x".repeat(60_000))).isEqualTo(60_000);
            assertThatThrownBy(() -> service.length("x".repeat(100_000)))
                    .isInstanceOf(MessageTooLargeException.class)
                    .hasMessageMatching(
                            "the call of length\\(java.lang.String\\) takes 100\\d\\d\\d bytes, a frame may have 65536; .*");
            assertThatThrownBy(() -> service.text(100_000))
                    .isInstanceOf(MessageTooLargeException.class)
                    .hasMessageMatching(
                            "the result of text\\(int\\) takes 100\\d\\d\\d bytes, a frame may have 65536; .*");
            assertThatThrownBy(() -> service.text(20_000_000)).isInstanceOf(MessageTooLargeException.class);
            assertThat(service.text(60_000)).hasSize(60_000);
            assertThat(link.host.pending()).isZero();
        }
    }

    @Test
    void extensions44_anErrorThatIsTooLargeArrivesWithoutItsStack() throws Exception {
        try (Link link = new Link(Options.frameBytes(4096))) {
            Service service = link.serve(Service.class, child);
            assertThatThrownBy(() -> service.deep(200))
                    .hasMessageStartingWith("java.lang.IllegalStateException: outer 200");
            assertThatThrownBy(() -> service.deep(0)).hasMessageContaining("ää…");
            assertThat(service.length("x")).isEqualTo(1);
        }
    }

    @Test
    void moreCallsThanMayBeUnderWayWaitForAPlaceButNotForEver() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(3);
        try (Link link = new Link(
                Options.all(Options.callsOut(1), Options.callTime(Duration.ofMillis(500))),
                o -> o,
                CallObserver.NONE)) {
            Service service = link.serve(Service.class, child);
            Callable<Integer> hold = service::hold;
            List<Future<Integer>> results = List.of(callers.submit(hold), callers.submit(hold), callers.submit(hold));
            int refused = 0;
            for (Future<Integer> each : results) {
                try {
                    each.get(10, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof TooManyCallsException) {
                        assertThat(e)
                                .hasMessageContaining(
                                        "hold() was not called: 1 calls to child were under way for PT0.5S");
                        refused++;
                    } else {
                        assertThat(e).hasCauseInstanceOf(CallTimeoutException.class);
                    }
                }
            }
            assertThat(refused).isBetween(1, 2);
            assertThat(service.length("x")).isEqualTo(1);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aPlaceIsGivenBackHoweverACallEnds() throws Exception {
        try (Link link = new Link(Options.callsOut(1), o -> o, CallObserver.NONE)) {
            Service service = link.serve(Service.class, child);
            for (int i = 0; i < 5; i++) {
                assertThat(service.length("x")).isEqualTo(1);
                assertThatThrownBy(() -> service.deep(0)).isInstanceOf(RuntimeException.class);
                assertThatThrownBy(() -> service.length("\ud800")).isInstanceOf(ValueException.class);
                assertThat(link.host.invoke(1, "hold", List.of()).cancel(true)).isTrue();
                assertThatThrownBy(() -> link.host.invoke(1, "x", List.of()).get(10, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class);
            }
        }
    }

    @Test
    void moreCallsThanCanWaitAreRefused() throws Exception {
        try (Link link = new Link(o -> o, Options.callsIn(1, 2), CallObserver.NONE)) {
            link.serve(Service.class, child);
            List<CompletableFuture<Object>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                calls.add(link.host.invoke(1, "hold", List.of()));
            }
            for (int i = 3; i < 6; i++) {
                CompletableFuture<Object> refused = calls.get(i);
                assertThatThrownBy(() -> refused.get(10, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(TooManyCallsException.class)
                        .hasMessageContaining("was refused: 1 calls run in host and 2 wait");
            }
            child.gate.countDown();
            for (int i = 0; i < 3; i++) {
                assertThat(calls.get(i).get(10, TimeUnit.SECONDS)).isEqualTo(1L);
            }
            assertThat(child.held).hasValue(3);
        }
    }

    @Test
    void moreOneWayCallsThanCanWaitAreDroppedAndCounted() throws Exception {
        AtomicInteger dropped = new AtomicInteger();
        CallObserver counting = new CallObserver() {
            @Override
            public void called(String method, long nanos, long sent, long received, boolean failed) {}

            @Override
            public void dropped(String method) {
                dropped.incrementAndGet();
            }
        };
        try (Link link = new Link(o -> o, Options.callsIn(1, 4), counting)) {
            Service service = link.serve(Service.class, child);
            for (int i = 0; i < 20; i++) {
                service.note(i);
            }
            await().untilAsserted(() -> assertThat(dropped).hasValue(15));
            child.gate.countDown();
            await().untilAsserted(() -> assertThat(child.notes).containsExactly(0, 1, 2, 3, 4));
        }
    }

    @Test
    void moreObjectsThanMayBeLentAreRefusedUntilSomeAreLetGo() throws Exception {
        try (Link link = new Link(Options.references(10))) {
            Service service = link.serve(Service.class, child);
            for (int i = 0; i < 10; i++) {
                String text = "x" + i;
                service.keep(() -> text);
            }
            assertThatThrownBy(() -> service.keep(() -> "one more" + service))
                    .isInstanceOf(ValueException.class)
                    .hasMessageContaining("10 objects are lent to child already");
            assertThat(child.kept.get(9).get()).isEqualTo("x9");
            service.forget();
            await().untilAsserted(() -> {
                System.gc();
                assertThat(link.host.lent()).isZero();
            });
            service.keep(() -> "again" + service);
            assertThat(link.host.lent()).isEqualTo(1);
        }
    }

    @Test
    void tenThousandCallbacksLeaveNothingBehind() throws Exception {
        try (Link link = new Link(o -> o, Options::collecting, CallObserver.NONE)) {
            Service service = link.serve(Service.class, child);
            for (int i = 0; i < 10_000; i++) {
                int number = i;
                assertThat(service.apply(x -> x + number, 1)).isEqualTo(number + 1);
            }
            await().untilAsserted(() -> {
                link.host.askToCollect();
                assertThat(link.host.lent()).isZero();
            });
            assertThat(link.child.borrowed()).isZero();
        }
    }

    @Test
    void borrowedObjectsThatNobodyHasAreGivenBack() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            Supplier<String> mine = service.lend(0);
            for (int i = 1; i < 1000; i++) {
                assertThat(service.lend(i).get()).isEqualTo("lent " + i);
            }
            await().untilAsserted(() -> {
                System.gc();
                assertThat(link.child.lent()).isEqualTo(1);
            });
            assertThat(link.host.borrowed()).isEqualTo(1);
            assertThat(mine.get()).isEqualTo("lent 0");
        }
    }

    @Test
    void aCallThatIsNotSentLendsNothing() throws Exception {
        try (Link link = new Link(Options.frameBytes(4096))) {
            link.child.lend(1, Both.class, (supplier, text) -> {});
            link.start();
            Both both = link.host.borrow(1, Both.class);
            assertThatThrownBy(() -> both.take(() -> "x", "y".repeat(5000)))
                    .isInstanceOf(MessageTooLargeException.class);
            assertThatThrownBy(() -> both.take(() -> "x", "\ud800")).isInstanceOf(ValueException.class);
            assertThat(link.host.lent()).isZero();
        }
    }

    public interface Both {
        void take(Supplier<String> supplier, String text);
    }

    @Test
    void nothingIsLeftOfAClosedLink() throws Exception {
        try (Link link = new Link(Options.name("gone"))) {
            Service service = link.serve(Service.class, child);
            List<CompletableFuture<Object>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(link.host.invoke(1, "hold", List.of()));
                service.keep(() -> "x" + service);
                service.note(i);
            }
            await().untilAsserted(() -> assertThat(child.held.get()).isGreaterThan(20));
            assertThat(HostileFixture.threads("gone")).hasSizeGreaterThan(20);
            assertThat(calls).noneMatch(CompletableFuture::isDone);
        }
        await().untilAsserted(() -> assertThat(HostileFixture.threads("gone")).isEmpty());
        assertThat(child.notes).isEmpty();
    }
}
