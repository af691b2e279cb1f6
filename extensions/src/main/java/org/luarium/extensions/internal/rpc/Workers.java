// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The threads that serve calls of the other side, for one link. Thread-safe. */
final class Workers {
    private static final int IDLE_SECONDS = 5;

    private final PeerOptions options;
    private volatile @Nullable ClassLoader loader;
    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor pool;
    private final Queue<Runnable> ordered = new ArrayDeque<>(); // guarded by itself
    private boolean ordering; // guarded by ordered
    private final ThreadPoolExecutor notices;

    Workers(PeerOptions options) {
        this.options = options;
        pool = new ThreadPoolExecutor(
                options.callsIn(),
                options.callsIn(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(options.callsWaiting()),
                task -> thread(task, "call-" + number.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        notices = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(options.callsWaiting()),
                task -> thread(task, "notices"));
        notices.allowCoreThreadTimeOut(true);
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

    void execute(Runnable task) {
        pool.execute(task);
    }

    /** Runs what has to be run; on this thread if there is no other. */
    void completing(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Runs tasks one after the other. Returns false if too many wait. */
    boolean inOrder(Runnable task) {
        synchronized (ordered) {
            if (ordered.size() >= options.callsWaiting()) {
                return false;
            }
            ordered.add(task);
            if (ordering) {
                return true;
            }
            ordering = true;
        }
        completing(this::runOrdered);
        return true;
    }

    private void runOrdered() {
        while (true) {
            Runnable next;
            synchronized (ordered) {
                next = ordered.poll();
                if (next == null) {
                    ordering = false;
                    return;
                }
            }
            next.run();
        }
    }

    /** Runs what may have to wait for the other side. Returns false if too much of that waits. */
    boolean aside(Runnable task) {
        try {
            notices.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return notices.isShutdown();
        }
    }

    void close() {
        notices.shutdownNow();
        // Not at once: futures that are to be completed wait in it too. Calls were cancelled one by one.
        pool.shutdown();
    }
}
