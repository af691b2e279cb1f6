// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.verify;

import java.util.function.LongConsumer;
import org.luarium.store.internal.tree.Progress;

/** Adds up what several threads have hashed, and tells them to stop. Thread-safe. */
final class Meter {
    private final LongConsumer listener;
    private long bytes; // guarded by this
    private volatile boolean cancelled;

    Meter(LongConsumer listener) {
        this.listener = listener;
    }

    Progress progress() {
        return new Progress(this::add, this::isCancelled);
    }

    /** The listener is called under the lock: one at a time, and no number after a greater one. */
    private synchronized void add(long more) {
        if (more > 0 && !cancelled) {
            bytes += more;
            listener.accept(bytes);
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }
}
