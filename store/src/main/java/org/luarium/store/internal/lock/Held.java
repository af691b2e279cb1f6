// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.lock;

import java.util.concurrent.atomic.AtomicBoolean;

/** A lock that is held until it is closed, by any thread, or until its {@link StoreLocks} is closed, or the process ends. */
public final class Held implements AutoCloseable {
    private final StoreLocks owner;
    private final LockKey key;
    private final LockMode mode;
    private final AtomicBoolean released = new AtomicBoolean();

    Held(StoreLocks owner, LockKey key, LockMode mode) {
        this.owner = owner;
        this.key = key;
        this.mode = mode;
    }

    public LockKey key() {
        return key;
    }

    public LockMode mode() {
        return mode;
    }

    @Override
    public void close() {
        if (released.compareAndSet(false, true)) {
            owner.release(this);
        }
    }
}
