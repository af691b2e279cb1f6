// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.luarium.store.RealizeCancelledException;

/** Work that nobody waits for: a thread for each, and no more than a number of them. Cancelling the future interrupts the thread. Thread-safe. */
final class Background implements AutoCloseable {
    private static final int MOST = 64;

    private final Semaphore room = new Semaphore(MOST);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    <T> CompletableFuture<T> call(String what, Callable<T> work) {
        if (closed) {
            throw new RealizeCancelledException(what + ": the store is closed");
        }
        if (!room.tryAcquire()) {
            throw new RealizeCancelledException(
                    what + ": " + MOST + " realizations are running already; wait for one of them");
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> run(work, result), "luarium-store-realize");
        thread.setDaemon(true);
        threads.add(thread);
        CompletableFuture<T> unused = result.whenComplete((value, problem) -> {
            if (problem instanceof CancellationException) {
                thread.interrupt();
            }
        });
        thread.start();
        return result;
    }

    private <T> void run(Callable<T> work, CompletableFuture<T> result) {
        try {
            result.complete(work.call());
        } catch (Throwable e) {
            result.completeExceptionally(e);
            if (e instanceof VirtualMachineError error) {
                throw error;
            }
        } finally {
            threads.remove(Thread.currentThread());
            room.release();
        }
    }

    /** Interrupts what runs. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
