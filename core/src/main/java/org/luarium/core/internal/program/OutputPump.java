// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    /** To take all that a source has at once, perhaps for the last time. */
    private record Request(Source source, boolean last, CompletableFuture<Void> done) {}

    private final Map<Source, Boolean> sources = new ConcurrentHashMap<>();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
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

    /** Takes what there is of an output now; it has done so when the future is completed. */
    CompletableFuture<Void> flush(Source source) {
        return request(new Request(source, false, new CompletableFuture<>()));
    }

    /** Takes what is left of an output, and has done with it when the future is completed. */
    CompletableFuture<Void> finish(Source source) {
        return request(new Request(source, true, new CompletableFuture<>()));
    }

    /** Has the thread do it, which does it at once if it is the one that asks. */
    private CompletableFuture<Void> request(Request request) {
        synchronized (this) {
            if (Thread.currentThread() != thread && thread != null && thread.isAlive()) {
                requests.add(request);
                LockSupport.unpark(thread);
                return request.done;
            }
        }
        serve(request);
        return request.done;
    }

    private void serve(Request request) {
        drain(request.source);
        if (request.last) {
            sources.remove(request.source);
        }
        request.done.complete(null);
    }

    private void run() {
        long pause = BUSY_NANOS;
        while (!closed) {
            boolean moved = pass();
            pause = moved ? BUSY_NANOS : Math.min(QUIET_NANOS, pause * 2);
            if (sources.isEmpty() && requests.isEmpty()) {
                LockSupport.park(this);
            } else if (requests.isEmpty()) {
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
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            serve(request);
        }
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
