// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.luarium.vm.LuaProcessException;

/**
 * Refuses new VMs while the heap of this JVM is nearly full: what is left is for those that exist.
 *
 * <p>How full a heap is, garbage excluded, is known only after a collection. One is asked for when the heap seems to be full, which it then does soon anyway,
 * and not more often than once in a while. Thread-safe.
 */
final class HeapReserve {
    private static final double FULL = 0.9;
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final DoubleSupplier used;
    private final Runnable collect;
    private final LongSupplier clock;
    private long collected; // guarded by this
    private boolean collectedOnce; // guarded by this

    HeapReserve() {
        this(HeapReserve::share, System::gc, System::nanoTime);
    }

    HeapReserve(DoubleSupplier used, Runnable collect, LongSupplier clock) {
        this.used = used;
        this.collect = collect;
        this.clock = clock;
    }

    private static double share() {
        Runtime runtime = Runtime.getRuntime();
        return (double) (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory();
    }

    /** Throws if there is too little memory for one more VM. */
    void check(String id) {
        if (used.getAsDouble() > FULL && full()) {
            throw new LuaProcessException(
                    "VM " + id + " was not started: " + Math.round(used.getAsDouble() * 100)
                            + " % of the heap of the JVM are in use; raise -Xmx, or close VMs and free what they hold",
                    null,
                    "",
                    null);
        }
    }

    private synchronized boolean full() {
        long now = clock.getAsLong();
        if (!collectedOnce || now - collected > AGAIN_NANOS) {
            collectedOnce = true;
            collect.run();
            collected = clock.getAsLong();
        }
        return used.getAsDouble() > FULL;
    }
}
