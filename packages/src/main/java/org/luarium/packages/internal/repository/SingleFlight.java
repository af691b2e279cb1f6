// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work that all who want it at a time share. The first one does it; it has to end by itself. Thread-safe. */
final class SingleFlight<T> {
    private final AtomicReference<@Nullable FutureTask<T>> running = new AtomicReference<>();

    T run(Supplier<T> work) throws IOException {
        FutureTask<T> own = new FutureTask<>(work::get);
        FutureTask<T> first = running.compareAndExchange(null, own);
        if (first == null) {
            try {
                own.run();
            } finally {
                running.set(null);
            }
        }
        try {
            return (first == null ? own : first).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the wait for a repository was interrupted; try again");
        } catch (ExecutionException e) {
            throw new IOException("a repository cannot be read: " + e.getCause(), e.getCause());
        }
    }
}
