// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.lang.ref.Cleaner;

/** The right of one side to a memory: ends once, when it is closed or forgotten. Thread-safe. */
final class Lease {
    private final Cleaner.Cleanable end;
    private volatile boolean closed;

    /**
     * Begins.
     *
     * @param end what is done at the end; must not know the lease
     */
    Lease(Cleaner cleaner, Runnable end) {
        this.end = cleaner.register(this, end);
    }

    void check() {
        if (closed) {
            throw new IllegalStateException("the shared buffer was closed");
        }
    }

    void close() {
        closed = true;
        end.clean();
    }
}
