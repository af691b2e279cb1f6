// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one link, which come when they are needed and go when they are not. What may wait for code of others and what may wait for the other side are kept apart, so that neither holds up
 * the other. Thread-safe.
 */
final class Workers {
    private static final int IDLE_SECONDS = 5;
    /** There are two every 10 ms at most; they wait only if the other side does not read, or garbage is collected. */
    private static final int MOST_NOTICES = 4096;

    private final PeerOptions options;
    private volatile @Nullable ClassLoader loader;
    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor calls;
    private final ThreadPoolExecutor completions;
    private final ThreadPoolExecutor ordered;
    private final ThreadPoolExecutor notices;
    private final ThreadPoolExecutor writer;

    Workers(PeerOptions options) {
        this.options = options;
        calls = pool(options.callsIn(), options.callsWaiting(), "call-");
        // Each is that of a call which has a place, so that none is ever refused.
        completions = pool(options.callsIn(), options.callsOut(), "completion-");
        ordered = pool(1, options.callsWaiting(), "ordered-");
        notices = pool(1, MOST_NOTICES, "notices-");
        writer = pool(1, 1, "writer-");
    }

    private ThreadPoolExecutor pool(int threads, int waiting, String what) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(Math.max(1, waiting)),
                task -> thread(task, what + number.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    void contextLoader(ClassLoader context) {
        loader = context;
    }

    Thread thread(Runnable task, String what) {
        Thread thread = new Thread(task, "luarium-extension-" + options.name() + "-" + what);
        thread.setDaemon(true);
        ClassLoader context = loader;
        if (context != null) {
            thread.setContextClassLoader(context);
        }
        return thread;
    }

    /** Runs a call of the other side. */
    void serve(Runnable task) {
        calls.execute(task);
    }

    /** Runs a call whose thread waits no more; on that thread if there is no other. */
    void serveLate(Runnable task) {
        try {
            calls.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Completes the future of a call; on this thread if the link is closed. */
    void complete(Runnable task) {
        try {
            completions.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Runs tasks one after the other. Returns false if too many wait. */
    boolean inOrder(Runnable task) {
        return offer(ordered, task);
    }

    /** Runs what may have to wait for the other side. Returns false if too much of that waits. */
    boolean aside(Runnable task) {
        return offer(notices, task);
    }

    private static boolean offer(ThreadPoolExecutor pool, Runnable task) {
        try {
            pool.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return pool.isShutdown();
        }
    }

    /** Goes on writing what others have left. */
    void write(Runnable task) {
        writer.execute(task);
    }

    /** Takes nothing more. Calls that wait find that they were cancelled; futures are all completed. */
    void close() {
        ordered.shutdownNow();
        notices.shutdownNow();
        writer.shutdown();
        calls.shutdown();
        completions.shutdown();
    }
}
