// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.lock;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.luarium.store.StoreAccessException;
import org.luarium.store.StoreLockedException;

/*
 * Byte-range locks of one file, shared by all who have it open in this JVM.
 *
 * POSIX locks belong to the process, not to the descriptor: whoever closes any descriptor of the file releases all locks
 * of the process. So there is exactly one channel per file and JVM, in a static table, closed by the last user. A second
 * copy of this class (another bundle) does not see the table. To keep it from opening and closing the file, everybody
 * first locks the *folder*: that lock is worthless between processes, but Java's own table of locks, which is one for the
 * JVM, refuses it to the second copy.
 *
 * Java gives a lock to the JVM as a whole, so a table of slots on top of it says which threads have it: between threads
 * one waits on a condition; between processes one polls, because FileChannel.lock() would close the channel, and with it
 * release every lock, when a waiting thread is interrupted. tryLock() does not.
 *
 * INVARIANT: a slot has a FileLock if and only if it has holders.
 */
final class LockFile {
    private static final Map<Path, LockFile> OPEN = new HashMap<>(); // guarded by LockFile.class

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final long MIN_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MAX_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path path;
    private final FileChannel channel;
    private final boolean readOnly;
    private final @Nullable FileChannel folder;
    private final ReentrantLock mutex = new ReentrantLock();
    private final Map<Long, LockSlot> slots = new HashMap<>(); // guarded by mutex
    private int users; // guarded by LockFile.class

    private LockFile(Path path, FileChannel channel, boolean readOnly, @Nullable FileChannel folder) {
        this.path = path;
        this.channel = channel;
        this.readOnly = readOnly;
        this.folder = folder;
    }

    static LockFile open(Path file) {
        synchronized (LockFile.class) {
            try {
                Path real = parent(file).toRealPath().resolve(name(file));
                LockFile known = OPEN.get(real);
                if (known == null) {
                    known = openFirst(real);
                    OPEN.put(real, known);
                }
                known.users++;
                return known;
            } catch (IOException e) {
                throw new StoreAccessException(file, "the lock file cannot be opened: " + e, e);
            }
        }
    }

    private static LockFile openFirst(Path file) throws IOException {
        FileChannel folder = claim(file);
        try {
            try {
                return new LockFile(
                        file,
                        FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                        false,
                        folder);
            } catch (IOException e) {
                if (!Files.isReadable(file)) {
                    throw e;
                }
                return new LockFile(file, FileChannel.open(file, StandardOpenOption.READ), true, folder);
            }
        } catch (IOException e) {
            if (folder != null) {
                folder.close();
            }
            throw e;
        }
    }

    private static @Nullable FileChannel claim(Path file) throws IOException {
        Path parent = parent(file);
        FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ);
        try {
            folder.tryLock(Integer.toUnsignedLong(name(file).hashCode()), 1, true);
            return folder;
        } catch (OverlappingFileLockException e) {
            folder.close();
            throw new StoreLockedException(
                    parent,
                    "another bundle of this JVM has it open; close it there, or use one store service for both");
        } catch (IOException e) {
            folder.close();
            return null; // a file system without locks on folders: two bundles cannot be told apart there
        }
    }

    private static Path parent(Path file) {
        return requireNonNull(file.toAbsolutePath().getParent(), "the root of the file system is no lock file");
    }

    private static Path name(Path file) {
        return requireNonNull(file.getFileName(), "the root of the file system is no lock file");
    }

    void close() {
        synchronized (LockFile.class) {
            users--;
            if (users > 0) {
                return;
            }
            OPEN.remove(path);
            try {
                channel.close();
                if (folder != null) {
                    folder.close();
                }
            } catch (IOException e) {
                throw new StoreAccessException(path, "the lock file cannot be closed: " + e, e);
            }
        }
    }

    Path path() {
        return path;
    }

    Path root() {
        return parent(path);
    }

    boolean isReadOnly() {
        return readOnly;
    }

    boolean tryAcquire(LockKey key, LockMode mode) {
        mutex.lock();
        try {
            LockSlot slot = enter(key, mode);
            try {
                return slot.isAdmitted(mode, false) && take(slot, key, mode);
            } finally {
                leave(slot, key, mode);
            }
        } finally {
            mutex.unlock();
        }
    }

    boolean acquire(LockKey key, LockMode mode, Duration patience) throws InterruptedException {
        mutex.lock();
        try {
            LockSlot slot = enter(key, mode);
            try {
                return await(slot, key, mode, patience);
            } finally {
                leave(slot, key, mode);
            }
        } finally {
            mutex.unlock();
        }
    }

    private boolean await(LockSlot slot, LockKey key, LockMode mode, Duration patience) throws InterruptedException {
        long remaining = patience.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : patience.toNanos();
        long pause = MIN_PAUSE;
        boolean polling = false;
        try {
            while (true) {
                long step = remaining;
                if (slot.isAdmitted(mode, polling)) {
                    if (take(slot, key, mode)) {
                        return true;
                    }
                    polling = true;
                    slot.polled = true;
                    if (mode == LockMode.EXCLUSIVE && slot.announced == null) {
                        slot.announced = lock(key.waiters(), false);
                    }
                    step = Math.min(pause, remaining);
                    pause = Math.min(pause * 2, MAX_PAUSE);
                }
                if (remaining <= 0) {
                    return false;
                }
                remaining -= step - slot.changed.awaitNanos(step);
            }
        } finally {
            if (polling) {
                slot.polled = false;
                unlock(slot.announced);
                slot.announced = null;
                slot.changed.signalAll();
            }
        }
    }

    /** Held across a system call: one that never waits, and that takes 1.5 µs. */
    private boolean take(LockSlot slot, LockKey key, LockMode mode) {
        if (mode == LockMode.SHARED) {
            if (isWantedElsewhere(key)) {
                return false;
            }
            if (slot.lock != null) {
                slot.holders++;
                return true;
            }
        }
        FileLock lock = lock(key.position(), mode == LockMode.SHARED);
        if (lock == null) {
            return false;
        }
        slot.lock = lock;
        slot.exclusive = mode == LockMode.EXCLUSIVE;
        slot.holders = 1;
        return true;
    }

    private boolean isWantedElsewhere(LockKey key) {
        FileLock probe = lock(key.waiters(), true);
        unlock(probe);
        return probe == null;
    }

    void release(LockKey key, LockMode mode) {
        mutex.lock();
        try {
            LockSlot slot = slots.get(key.position());
            if (slot == null || slot.holders == 0) {
                throw new IllegalStateException(key + " is not held " + mode);
            }
            slot.holders--;
            if (slot.holders == 0) {
                FileLock lock = slot.lock;
                slot.lock = null;
                slot.exclusive = false;
                slot.changed.signalAll();
                if (slot.visitors == 0) {
                    slots.remove(key.position());
                }
                unlock(lock);
            }
        } finally {
            mutex.unlock();
        }
    }

    private LockSlot enter(LockKey key, LockMode mode) {
        LockSlot slot = slots.computeIfAbsent(key.position(), k -> new LockSlot(mutex.newCondition()));
        slot.visitors++;
        if (mode == LockMode.EXCLUSIVE) {
            slot.writers++;
        }
        return slot;
    }

    private void leave(LockSlot slot, LockKey key, LockMode mode) {
        slot.visitors--;
        if (mode == LockMode.EXCLUSIVE) {
            slot.writers--;
        }
        slot.changed.signalAll();
        if (slot.visitors == 0 && slot.holders == 0) {
            slots.remove(key.position());
        }
    }

    private @Nullable FileLock lock(long position, boolean shared) {
        try {
            return channel.tryLock(position, 1, shared);
        } catch (NonWritableChannelException e) {
            throw new StoreAccessException(path, "this user may only read the store; nothing can be changed in it", e);
        } catch (OverlappingFileLockException e) {
            throw new StoreLockedException(root(), "another bundle of this JVM has it open; close it there");
        } catch (IOException e) {
            throw new StoreAccessException(path, "the file system refuses a lock: " + e, e);
        }
    }

    private void unlock(@Nullable FileLock lock) {
        if (lock != null) {
            try {
                lock.release();
            } catch (IOException e) {
                throw new StoreAccessException(path, "the file system does not release a lock: " + e, e);
            }
        }
    }
}
