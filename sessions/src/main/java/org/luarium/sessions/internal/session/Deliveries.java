// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which listeners hear events: as many as are needed at once, up to 64, and none after ten seconds of rest. At most one task for each attachment waits.
 */
public final class Deliveries implements Executor, AutoCloseable {
    private static final int MOST = 64;
    private static final long REST_SECONDS = 10;

    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            MOST,
            REST_SECONDS,
            TimeUnit.SECONDS,
            new IdleFirst(),
            task -> {
                Thread thread = new Thread(task, "luarium-session-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            },
            Deliveries::enqueue);

    /** Takes a task only for a thread that waits for one, so that the pool grows instead of letting tasks wait. */
    private static final class IdleFirst extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }

    private static void enqueue(Runnable task, ThreadPoolExecutor pool) {
        if (!pool.isShutdown()) {
            pool.getQueue().add(task);
        }
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
