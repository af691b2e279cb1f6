// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The requests of one VM to bundles, one at a time: one that it does not wait for any more may still run. Thread-safe. */
final class Handling {
    private static final int MOST = 16;

    private final Deque<Runnable> waiting = new ArrayDeque<>(); // guarded by this
    private boolean running; // guarded by this

    /** Runs a task after those before; false if there are too many. */
    boolean run(Executor workers, Runnable task) {
        synchronized (this) {
            if (running) {
                return waiting.size() < MOST && waiting.add(task);
            }
            running = true;
        }
        workers.execute(() -> runAll(task));
        return true;
    }

    private void runAll(Runnable first) {
        for (Runnable task = first; task != null; task = next()) {
            task.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.poll();
        running = task != null;
        return task;
    }
}
