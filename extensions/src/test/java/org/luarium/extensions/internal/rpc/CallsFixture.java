// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.luarium.extension.spi.LocalExecution;
import org.luarium.extension.spi.OneWay;

/** What both sides of the tests of calls know, and the object that is called. */
abstract class CallsFixture {
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

    final Implementation child = new Implementation();
}
