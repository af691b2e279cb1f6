// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A generation while it is called: knows who is inside, and can be closed to newcomers. Thread-safe. */
final class Slot {
    private static final long CLOSED = 1L << 62;

    final Running running;
    final int generation;
    private final AtomicLong inside = new AtomicLong();
    private final CountDownLatch empty = new CountDownLatch(1);

    Slot(Running running, int generation) {
        this.running = running;
        this.generation = generation;
    }

    /** Comes in; false if it is closed. */
    boolean enter() {
        if (inside.incrementAndGet() < CLOSED) {
            return true;
        }
        leave();
        return false;
    }

    void leave() {
        if (inside.decrementAndGet() == CLOSED) {
            empty.countDown();
        }
    }

    /** Lets nobody in any more, and waits for those inside. Returns false if some stayed. */
    boolean drain(Duration time) {
        close();
        try {
            return empty.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void close() {
        long before = inside.getAndUpdate(count -> count < CLOSED ? count + CLOSED : count);
        if (before == 0) {
            empty.countDown();
        }
    }

    /** Lets them in again. */
    Slot reopened() {
        return new Slot(running, generation);
    }
}
