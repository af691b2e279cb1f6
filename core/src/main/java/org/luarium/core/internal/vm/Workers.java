// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A pool of threads that loses no task when the machine gives it no further thread: those it has do the work. */
final class Workers extends ThreadPoolExecutor {
    Workers(int size, int queued, ThreadFactory threads) {
        super(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queued), threads);
    }

    @Override
    public void execute(Runnable task) {
        try {
            super.execute(task);
        } catch (OutOfMemoryError e) {
            // That is what Java calls it when a thread cannot be started; the task was not taken then.
            if (getPoolSize() == 0 || !getQueue().offer(task)) {
                task.run();
            }
        }
    }
}
