// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread that takes the raw output of all programs, so that none of them waits for room in its FIFO.
 *
 * <p>It looks often while something comes, and up to 20 ms apart while nothing does; without programs it waits. Thread-safe.
 */
final class OutputPump implements AutoCloseable {
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int CHUNKS_AT_ONCE = 64;

    /** Whose output is taken. */
    interface Source {
        /** Takes some output, if there is any, without waiting. Called by the pump alone. */
        boolean pump();
    }

    private final Map<Source, CompletableFuture<Void>> finishing = new ConcurrentHashMap<>();
    private final Map<Source, Boolean> sources = new ConcurrentHashMap<>();
    private @Nullable Thread thread; // guarded by this
    private volatile boolean closed;

    synchronized void add(Source source) {
        sources.put(source, true);
        if (thread == null) {
            thread = new Thread(this::run, "luarium-program-output");
            thread.setDaemon(true);
            thread.start();
        }
        LockSupport.unpark(thread);
    }

    /** Takes what is left of an output, and has done with it when the future is completed; at once if the pump itself asks. */
    CompletableFuture<Void> finish(Source source) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            if (Thread.currentThread() != thread && thread != null && thread.isAlive()) {
                finishing.put(source, done);
                LockSupport.unpark(thread);
                return done;
            }
        }
        finish(source, done);
        return done;
    }

    private void finish(Source source, CompletableFuture<Void> done) {
        drain(source);
        sources.remove(source);
        done.complete(null);
    }

    private void run() {
        long pause = BUSY_NANOS;
        while (!closed) {
            boolean moved = pass();
            pause = moved ? BUSY_NANOS : Math.min(QUIET_NANOS, pause * 2);
            if (sources.isEmpty() && finishing.isEmpty()) {
                LockSupport.park(this);
            } else if (finishing.isEmpty()) {
                LockSupport.parkNanos(this, pause);
            }
        }
        pass();
    }

    private boolean pass() {
        boolean moved = false;
        for (Source source : sources.keySet()) {
            moved |= drain(source);
        }
        finishing.entrySet().removeIf(last -> {
            finish(last.getKey(), last.getValue());
            return true;
        });
        return moved;
    }

    private static boolean drain(Source source) {
        int chunks = 0;
        while (chunks < CHUNKS_AT_ONCE && source.pump()) {
            chunks++;
        }
        return chunks > 0;
    }

    @Override
    public synchronized void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
