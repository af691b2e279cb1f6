// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.lock;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.store.StoreAccessException;
import org.luarium.store.StoreLockedException;

/**
 * The locks of one store, for one who has it open. Thread-safe.
 *
 * <p>Locks are not reentrant: a thread must not ask for a key that it holds, not even to share it a second time, because
 * who waits for it exclusively goes first.
 */
public final class StoreLocks implements AutoCloseable {
    private final LockFile file;
    private final Set<Held> held = ConcurrentHashMap.newKeySet();
    private boolean closed; // guarded by this

    private StoreLocks(LockFile file) {
        this.file = file;
    }

    /**
     * Opens the locks of a store. The file is made if it is missing. Where it cannot be written to, locks can only be
     * shared. From now on nobody else in this JVM may open that file: on POSIX systems, to close it would release all
     * locks of the process.
     *
     * @throws StoreLockedException if this class, loaded a second time, has the file open in this JVM
     * @throws StoreAccessException if the file cannot be opened
     */
    public static StoreLocks open(Path lockFile) {
        return new StoreLocks(LockFile.open(lockFile));
    }

    /** Whether locks can only be shared because the file cannot be written to. */
    public boolean isReadOnly() {
        return file.isReadOnly();
    }

    /**
     * Takes a lock, waiting for it if need be. Succeeds in an interrupted thread if it need not wait.
     *
     * @throws StoreLockedException if it was not free in time
     * @throws StoreAccessException if locks can only be shared, or the file system has none
     * @throws InterruptedException if the thread was interrupted while it waited; whatever else is held stays held
     */
    public Held acquire(LockKey key, LockMode mode, Duration patience) throws InterruptedException {
        requireNonNull(key, "key");
        if (!file.acquire(key, mode, patience)) {
            throw new StoreLockedException(
                    file.root(),
                    "the lock " + key + " was held by others for " + patience + "; wait until they are done, or see"
                            + " which process has " + file.path() + " open");
        }
        return register(key, mode);
    }

    /** Takes a lock if it is free. */
    public Optional<Held> tryAcquire(LockKey key, LockMode mode) {
        requireNonNull(key, "key");
        return file.tryAcquire(key, mode) ? Optional.of(register(key, mode)) : Optional.empty();
    }

    private Held register(LockKey key, LockMode mode) {
        Held lock = new Held(this, key, mode);
        synchronized (this) {
            if (!closed) {
                held.add(lock);
                return lock;
            }
        }
        file.release(key, mode);
        throw new IllegalStateException("the locks of " + file.root() + " are closed");
    }

    void release(Held lock) {
        if (held.remove(lock)) {
            file.release(lock.key(), lock.mode());
        }
    }

    /** Releases what was taken through this object; threads that wait at this moment should have been stopped before. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        List.copyOf(held).forEach(Held::close);
        file.close();
    }
}
