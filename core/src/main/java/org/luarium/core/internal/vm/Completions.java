// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs what follows asynchronous calls on workers, many in one go.
 *
 * <p>Waking a worker costs as much as a small call, so the {@link Poller} collects what has ended in one pass and wakes one worker for all of it. Each
 * completion may run code of the user that blocks; the poller looks whether one does, and wakes another worker for those behind it.
 */
final class Completions {
    static final long STUCK_NANOS = 200_000;

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger drainers = new AtomicInteger();
    private final Executor workers;
    private volatile long lastBegan = System.nanoTime();

    Completions(Executor workers) {
        this.workers = workers;
    }

    /** Keeps something until {@link #flush}. */
    void add(Runnable completion) {
        waiting.add(completion);
    }

    /**
     * Has a worker run what was added, and another one if the completion that was begun last does not end.
     *
     * @return whether any waits, so that this has to be called again soon
     */
    boolean flush(long now) {
        if (waiting.isEmpty()) {
            return false;
        }
        if (drainers.compareAndSet(0, 1)) {
            begin(now);
        } else if (now - lastBegan > STUCK_NANOS) {
            drainers.incrementAndGet();
            begin(now);
        }
        return true;
    }

    private void begin(long now) {
        lastBegan = now;
        workers.execute(this::drain);
    }

    private void drain() {
        do {
            try {
                for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                    lastBegan = System.nanoTime();
                    next.run();
                }
            } finally {
                drainers.decrementAndGet();
            }
        } while (!waiting.isEmpty() && drainers.compareAndSet(0, 1));
    }
}
