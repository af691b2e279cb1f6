// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Does the same to many things, with a few threads of its own: for work that waits and must not use up the shared workers. */
final class Parallel {
    private static final int THREADS = 8;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Parallel() {}

    /** Returns when all are done. A task must not throw. */
    static <T> void run(List<T> items, Consumer<? super T> task) {
        ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>(items);
        Runnable work = () -> {
            for (T item = queue.poll(); item != null; item = queue.poll()) {
                task.accept(item);
            }
        };
        Thread[] helpers = new Thread[Math.min(THREADS, items.size()) - (items.isEmpty() ? 0 : 1)];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Thread(work, "luarium-parallel-" + NUMBER.incrementAndGet());
            helpers[i].setDaemon(true);
            helpers[i].start();
        }
        work.run();
        boolean interrupted = false;
        for (Thread helper : helpers) {
            while (true) {
                try {
                    helper.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
