// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;

/** Does random operations on several threads until its time is over, or until one ends as it must not. */
public final class Soak {
    /** None may take longer, on a machine that does other things too. */
    private static final Duration BOUND = Duration.ofSeconds(60);

    static final int MOST_THREADS = 8;

    static final String DONE = "done";

    private final long seed;
    private final List<Operation> operations;
    private final OperationLog log = new OperationLog();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final Map<Thread, Current> current = new ConcurrentHashMap<>();

    private record Current(String operation, long since) {}

    public Soak(long seed, List<Operation> operations) {
        this.seed = seed;
        this.operations = List.copyOf(operations);
    }

    /** Does each operation once, in order, so that whatever is made at its first use is there. */
    public void warmUp() {
        Random random = new Random(seed);
        operations.forEach(operation -> perform(operation, random));
        check();
    }

    public void run(int threads, Duration time) throws InterruptedException {
        if (threads > MOST_THREADS) {
            throw new IllegalArgumentException(threads + " threads are more than " + MOST_THREADS);
        }
        long end = System.nanoTime() + time.toNanos();
        CountDownLatch ended = new CountDownLatch(threads);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Random random = new Random(seed + 1 + i);
            Thread worker = new Thread(
                    () -> {
                        while (failure.get() == null && System.nanoTime() - end < 0) {
                            perform(choose(random), random);
                        }
                        ended.countDown();
                    },
                    "soak-" + i);
            worker.setDaemon(true);
            workers.add(worker);
            worker.start();
        }
        while (!ended.await(1, TimeUnit.SECONDS)) {
            long now = System.nanoTime();
            current.forEach((thread, operation) -> {
                if (now - operation.since() > BOUND.toNanos()) {
                    failure.compareAndSet(
                            null, operation.operation() + " did not end within " + BOUND + "\n" + Threads.dump());
                }
            });
            if (failure.get() != null && !ended.await(BOUND.toSeconds(), TimeUnit.SECONDS)) {
                break;
            }
        }
        for (Thread worker : workers) {
            worker.join(1);
        }
        check();
    }

    private Operation choose(Random random) {
        int place =
                random.nextInt(operations.stream().mapToInt(Operation::weight).sum());
        for (Operation operation : operations) {
            place -= operation.weight();
            if (place < 0) {
                return operation;
            }
        }
        throw new IllegalStateException("weights have changed");
    }

    private void perform(Operation operation, Random random) {
        Thread thread = Thread.currentThread();
        current.put(thread, new Current(operation.name(), System.nanoTime()));
        try {
            log.add(operation.name(), DONE, operation.body().run(random));
        } catch (Throwable thrown) {
            Throwable e = unwrapped(thrown);
            log.add(operation.name(), e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
            if (!operation.allows(e)) {
                failure.compareAndSet(
                        null, operation.name() + " ended in what it does not document\n" + Threads.trace(e));
            }
        } finally {
            current.remove(thread);
        }
    }

    /** What a future reports is wrapped. */
    private static Throwable unwrapped(Throwable thrown) {
        boolean wrapped = thrown instanceof CompletionException || thrown instanceof ExecutionException;
        return wrapped && thrown.getCause() instanceof LuariumException cause ? cause : thrown;
    }

    /** That each operation was done at least once, and not only refused. */
    public void checkCoverage() {
        List<String> never = operations.stream()
                .map(Operation::name)
                .filter(name -> !log.has(name, DONE))
                .toList();
        if (!never.isEmpty()) {
            throw new AssertionError(describe("These operations were never done: " + never));
        }
    }

    private void check() {
        String problem = failure.get();
        if (problem != null) {
            throw new AssertionError(describe(problem));
        }
    }

    public String counts() {
        return log.counts();
    }

    /** A problem, with what is needed to have it again. */
    public String describe(String problem) {
        return problem + "\nThe seed was " + seed + ".\n\nLast operations:\n" + log.tail() + "\n\nAll operations:\n"
                + log.counts();
    }
}
