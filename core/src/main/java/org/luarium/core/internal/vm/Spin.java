// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Short busy waiting before a blocking read.
 *
 * <p>When host and child sit on different cores, waking a sleeping thread costs more than a small script. Watching the pipe for at most 50 µs
 * avoids that. It pays only while answers do come that fast and a core is free, so each spin that found nothing costs credit, and no more threads spin than there are
 * cores to spare.
 */
final class Spin {
    private static final long SPIN_NANOS = 50_000;
    private static final int FULL_CREDIT = 16;
    private static final int LOSS = 4;
    private static final int RETRY = 64;
    private static final AtomicInteger SPINNING = new AtomicInteger();
    private static final int MOST = Math.max(0, Runtime.getRuntime().availableProcessors() - 1);

    // Races on these only make a guess worse.
    private int credit = FULL_CREDIT;
    private int skipped;

    /** What is waited for. */
    interface Condition {
        boolean holds() throws IOException;
    }

    void untilAvailable(InputStream input) throws IOException {
        until(() -> input.available() > 0);
    }

    void until(Condition condition) throws IOException {
        if (credit <= 0) {
            if (++skipped < RETRY) {
                return;
            }
            skipped = 0;
        }
        if (SPINNING.incrementAndGet() <= MOST) {
            long began = System.nanoTime();
            boolean found = condition.holds();
            while (!found && System.nanoTime() - began < SPIN_NANOS) {
                Thread.onSpinWait();
                found = condition.holds();
            }
            credit = found ? Math.min(FULL_CREDIT, credit + 1) : Math.max(-1, credit - LOSS);
        }
        SPINNING.decrementAndGet();
    }

    /** Waits a little, the longer the longer something has taken already. */
    static void pause(long waitedNanos) {
        if (waitedNanos < 100_000) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(Math.min(1_000_000, waitedNanos / 8));
        }
    }
}
