// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.EnvironmentBusyException;

/**
 * Lets one change an environment at a time, of all threads and processes. The lock of a dead process is free. Threads wait for each other before they touch the file: where one closes it,
 * all locks that its process has on it are gone.
 */
final class EnvironmentLocks {
    private static final long PAUSE_NANOS = 5_000_000;

    private final Path root;
    private final Duration longest;
    private final Map<String, ReentrantLock> threads = new ConcurrentHashMap<>();

    EnvironmentLocks(Path root, Duration longest) {
        this.root = root;
        this.longest = longest;
    }

    /** The right to change an environment. */
    record Held(ReentrantLock thread, @Nullable FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                thread.unlock();
            }
        }
    }

    Held acquire(String environment) {
        long began = System.nanoTime();
        ReentrantLock thread = threads.computeIfAbsent(environment, name -> new ReentrantLock(true));
        boolean held = false;
        try {
            if (!thread.tryLock(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy(environment, began);
            }
            try {
                Held all = thread.getHoldCount() > 1 ? new Held(thread, null) : acquire(environment, thread, began);
                held = true;
                return all;
            } finally {
                if (!held) {
                    thread.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy(environment, began);
        }
    }

    private static EnvironmentBusyException busy(String environment, long began) {
        return new EnvironmentBusyException(environment, Duration.ofNanos(System.nanoTime() - began));
    }

    private Held acquire(String environment, ReentrantLock thread, long began) {
        try {
            Files.createDirectories(root);
            FileChannel channel = FileChannel.open(root.resolve(".lock-" + environment), CREATE, WRITE);
            boolean held = false;
            try {
                FileLock unused = await(channel, environment, began);
                held = true;
                return new Held(thread, channel);
            } finally {
                if (!held) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileLock await(FileChannel channel, String environment, long began) throws IOException {
        while (true) {
            FileLock lock = attempt(channel, false);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - began > longest.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                throw busy(environment, began);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    static @Nullable FileLock attempt(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
