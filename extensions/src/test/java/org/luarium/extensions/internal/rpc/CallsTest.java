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
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.luarium.extension.spi.CallCancelledException;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.LocalExecution;
import org.luarium.extension.spi.NoSuchTargetException;
import org.luarium.extension.spi.OneWay;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.extension.spi.TooManyCallsException;
import org.luarium.extension.spi.ValueException;

class CallsTest {
    public static class OddException extends Exception {
        private static final long serialVersionUID = 1L;

        public OddException(String message) {
            super(message);
        }
    }

    /** Where it is thrown it is known; where it arrives nobody may load it by its name. */
    public static class UndeclaredException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        static final AtomicInteger MADE = new AtomicInteger();

        public UndeclaredException(String message) {
            super(message);
            MADE.incrementAndGet();
        }
    }

    public interface Service {
        void nothing();

        CompletableFuture<Void> nothingLater();

        String of(int value);

        String of(long value);

        String of(String value, int more);

        int waitFor(int number) throws InterruptedException;

        CompletableFuture<Integer> later(int number);

        void odd(String message) throws OddException;

        void undeclared(String message);

        Object unsendable();

        List<Object> brokenList();

        int nest(Service back, int depth);

        int apply(IntUnaryOperator function, int value);

        CompletableFuture<Integer> applyLater(IntUnaryOperator function, int value);

        void keep(Supplier<String> supplier);

        String useKept();

        @OneWay
        void note(int number);

        List<Integer> notes();

        Counter counter();

        boolean isIt(Counter counter);

        Service itself();

        boolean isItself(Service service);

        default String describe() {
            return "remote " + of(1);
        }

        @LocalExecution
        default Thread here() {
            return Thread.currentThread();
        }
    }

    public interface Counter {
        int next();
    }

    static class Implementation implements Service {
        final Semaphore[] gates;
        final List<Integer> noted = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch interrupted = new CountDownLatch(1);
        final Semaphore entered = new Semaphore(0);
        final List<CompletableFuture<Integer>> futures = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger count = new AtomicInteger();
        final Counter counter = count::incrementAndGet;
        volatile Supplier<String> kept = () -> "nothing";

        Implementation() {
            gates = new Semaphore[64];
            java.util.Arrays.setAll(gates, i -> new Semaphore(0));
        }

        @Override
        public void nothing() {}

        @Override
        public CompletableFuture<Void> nothingLater() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public String of(int value) {
            return "int " + value;
        }

        @Override
        public String of(long value) {
            return "long " + value;
        }

        @Override
        public String of(String value, int more) {
            return value + more;
        }

        @Override
        public int waitFor(int number) throws InterruptedException {
            entered.release();
            try {
                if (!gates[number].tryAcquire(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody came");
                }
                return number;
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        }

        @Override
        public CompletableFuture<Integer> later(int number) {
            CompletableFuture<Integer> future = new CompletableFuture<>();
            futures.add(future);
            entered.release();
            return future;
        }

        @Override
        public void odd(String message) throws OddException {
            throw new OddException(message);
        }

        @Override
        public void undeclared(String message) {
            throw new UndeclaredException(message);
        }

        @Override
        public Object unsendable() {
            return new Object();
        }

        @Override
        public List<Object> brokenList() {
            return new java.util.AbstractList<>() {
                @Override
                public Object get(int index) {
                    throw new IllegalStateException("broken list");
                }

                @Override
                public int size() {
                    return 1;
                }
            };
        }

        @Override
        public int nest(Service back, int depth) {
            return depth == 0 ? 0 : 1 + back.nest(this, depth - 1);
        }

        @Override
        public int apply(IntUnaryOperator function, int value) {
            return function.applyAsInt(function.applyAsInt(value));
        }

        @Override
        public CompletableFuture<Integer> applyLater(IntUnaryOperator function, int value) {
            return CompletableFuture.supplyAsync(() -> function.applyAsInt(value));
        }

        @Override
        public void keep(Supplier<String> supplier) {
            kept = supplier;
        }

        @Override
        public String useKept() {
            return kept.get() + kept.get();
        }

        @Override
        public void note(int number) {
            noted.add(number);
        }

        @Override
        public List<Integer> notes() {
            return noted;
        }

        @Override
        public Counter counter() {
            return counter;
        }

        @Override
        public boolean isIt(Counter other) {
            return other == counter;
        }

        @Override
        public Service itself() {
            return this;
        }

        @Override
        public boolean isItself(Service service) {
            return service == this;
        }

        /** Not of the interface. */
        public String secret() {
            return "secret";
        }
    }

    private final Implementation child = new Implementation();

    @Test
    void extensions40_callsWithoutResultComplete() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            service.nothing();
            assertThat(service.nothingLater().get(10, TimeUnit.SECONDS)).isNull();
            assertThat(link.host.invoke(1, "nothing", List.of()).get(10, TimeUnit.SECONDS))
                    .isNull();
        }
    }

    @Test
    void extensions41_overloadsAndTheNumberOfArguments() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThat(service.of(1)).isEqualTo("int 1");
            assertThat(service.of(1L)).isEqualTo("long 1");
            assertThat(service.of("a", 1)).isEqualTo("a1");
            assertThat(link.host.invoke(1, "of", List.of("b", 2)).get(10, TimeUnit.SECONDS))
                    .isEqualTo("b2");
            assertThat(link.host.invoke(1, "of(long)", List.of(3)).get(10, TimeUnit.SECONDS))
                    .isEqualTo("long 3");
            assertThat(link.host.invoke(1, "of", List.of(1L << 40)).get(10, TimeUnit.SECONDS))
                    .isEqualTo("long " + (1L << 40));
            assertFails(link, "of", List.of(1, 2, 3), NoSuchTargetException.class, "of with 3 parameters, only [");
            assertFails(link, "of", List.of(true), ValueException.class, "do not fit [of(int), of(long)]");
            assertFails(link, "off", List.of(), NoSuchTargetException.class, "has no method off; it has [");
            assertThat(link.host.pending()).isZero();
        }
    }

    private static void assertFails(
            Link link, String method, List<?> arguments, Class<? extends Throwable> type, String message) {
        assertThatThrownBy(() -> link.host.invoke(1, method, arguments).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(type)
                .hasMessageContaining(message);
    }

    @Test
    void extensions42_sixtyFourAtOnceEndInAnyOrder() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            ExecutorService callers = Executors.newFixedThreadPool(64);
            try {
                List<Future<Integer>> results = new ArrayList<>();
                for (int i = 0; i < 64; i++) {
                    int number = i;
                    results.add(callers.submit(() -> service.waitFor(number)));
                }
                assertThat(child.entered.tryAcquire(64, 30, TimeUnit.SECONDS)).isTrue();
                // The last ones end first, while all others run.
                for (int i = 63; i >= 0; i--) {
                    child.gates[i].release();
                    assertThat(results.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
                    assertThat(results.stream().filter(Future::isDone)).hasSize(64 - i);
                }
            } finally {
                callers.shutdownNow();
            }
            assertThat(link.host.pending()).isZero();
        }
    }

    @Test
    void extensions43_whatGivesAFutureReturnsAtOnce() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            CompletableFuture<Integer> future = service.later(1);
            assertThat(child.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(future).isNotDone();
            assertThat(service.of(1)).isEqualTo("int 1");
            child.futures.get(0).complete(7);
            assertThat(future.get(10, TimeUnit.SECONDS)).isEqualTo(7);
            CompletableFuture<Integer> failing = service.later(2);
            assertThat(child.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            child.futures.get(1).completeExceptionally(new UndeclaredException("later"));
            assertThatThrownBy(() -> failing.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RemoteExtensionException.class)
                    .hasMessageContaining("later");
        }
    }

    @Test
    void extensions44_aFailureHasTypeMessageAndTheStackOfBothSides() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThatThrownBy(() -> service.undeclared("why"))
                    .isInstanceOfSatisfying(RemoteExtensionException.class, e -> {
                        assertThat(e.remoteType()).isEqualTo(UndeclaredException.class.getName());
                        assertThat(e.remoteMessage()).contains("why");
                        List<String> stack = new ArrayList<>();
                        for (StackTraceElement each : e.getStackTrace()) {
                            stack.add(each.getClassName() + "." + each.getMethodName());
                        }
                        assertThat(stack.get(0)).isEqualTo(Implementation.class.getName() + ".undeclared");
                        int border = stack.indexOf("link.child");
                        assertThat(border).isPositive();
                        assertThat(stack.subList(border, stack.size()).toString())
                                .contains(CallsTest.class.getName())
                                .doesNotContain("extensions.internal.rpc.Peer");
                    });
            assertThat(service.of(1)).isEqualTo("int 1");
        }
    }

    @Test
    void extensions46_declaredExceptionsArriveAsSuchAndOthersAreNeverLoaded() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThatThrownBy(() -> service.odd("odd"))
                    .isExactlyInstanceOf(OddException.class)
                    .hasMessage("odd");
            int before = UndeclaredException.MADE.get();
            assertThatThrownBy(() -> service.undeclared("x")).isInstanceOf(RemoteExtensionException.class);
            assertThat(UndeclaredException.MADE.get()).isEqualTo(before + 1);
        }
    }

    @Test
    void extensions47_aResultThatCannotBeSentFailsThatCallOnly() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThatThrownBy(service::unsendable)
                    .isInstanceOf(ValueException.class)
                    .hasMessageContaining("java.lang.Object cannot be sent");
            assertThatThrownBy(service::brokenList)
                    .isInstanceOf(ValueException.class)
                    .hasMessageContaining("the result of brokenList() cannot be sent")
                    .hasMessageContaining("broken list");
            assertThat(service.of(1)).isEqualTo("int 1");
        }
    }

    @Test
    void extensions49_whatIsNotThereIsNamed() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThatThrownBy(() -> link.host.borrow(4711, Service.class).nothing())
                    .isInstanceOf(NoSuchTargetException.class)
                    .hasMessageContaining("no object 4711");
            assertThatThrownBy(() -> link.host.borrow(1, Counter.class).next())
                    .isInstanceOf(NoSuchTargetException.class)
                    .hasMessageContaining("no method next()");
            for (String each : List.of("secret", "secret()", "getClass", "getClass()", "hashCode", "wait", "here")) {
                assertFails(link, each, List.of(), NoSuchTargetException.class, "has no method " + each);
            }
            assertThat(service.of(1)).isEqualTo("int 1");
        }
    }

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

    static class One {
        public interface Same {
            String name();
        }
    }

    static class Other {
        public interface Same {
            String name();
        }
    }

    @Test
    void extensions66_interfacesOfTheSameSimpleName() throws Exception {
        try (Link link = new Link()) {
            link.child.lend(1, One.Same.class, () -> "one").lend(2, Other.Same.class, () -> "other");
            link.start();
            assertThat(link.host.borrow(1, One.Same.class).name()).isEqualTo("one");
            assertThat(link.host.borrow(2, Other.Same.class).name()).isEqualTo("other");
        }
    }

    @Test
    void extensions70_whatIsLocalNeedsNoLink() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThat(service.describe()).isEqualTo("remote int 1");
            link.host.close();
            assertThat(service.here()).isSameAs(Thread.currentThread());
            assertThat(service).hasToString("Service 1 of child");
        }
    }

    @Test
    void extensions71_servicesOfAServiceAreReachable() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            Counter counter = service.itself().itself().counter();
            assertThat(java.lang.reflect.Proxy.isProxyClass(counter.getClass())).isTrue();
            assertThat(counter.next()).isEqualTo(1);
            assertThat(child.count).hasValue(1);
        }
    }

    @Test
    void oneWayCallsArriveInOrder() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                service.note(i);
                expected.add(i);
            }
            await().untilAsserted(() -> assertThat(service.notes()).isEqualTo(expected));
            assertThat(link.host.pending()).isZero();
        }
    }

    // ---- interfaces whose methods have several forms

    public interface Source<T> {
        T get(T like);
    }

    public interface Numbers extends Source<Integer> {
        @Override
        default Integer get(Integer like) {
            return -like;
        }
    }

    @Test
    void bridgesLeadToWhatIsMeant() throws Exception {
        try (Link link = new Link()) {
            Numbers numbers = link.serve(Numbers.class, new Numbers() {
                @Override
                public Integer get(Integer like) {
                    return like + 1;
                }
            });
            assertThat(numbers.get(1)).isEqualTo(2);
            Source<Integer> source = numbers;
            assertThat(source.get(2)).isEqualTo(3);
        }
    }

    @Test
    void onlyInterfacesCanBeLent() {
        try (Link link = new Link()) {
            assertThatThrownBy(() -> link.child.lend(1, Thread.class, new Thread()))
                    .isInstanceOf(ValueException.class)
                    .hasMessageContaining("is no interface");
        }
    }
}
