// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which generations VMs use, here and in other processes. Each process with such a VM holds a shared lock on a file beside the environments. */
final class GenerationUses {
    private final Path root;
    private final Map<Path, Use> uses = new HashMap<>(); // guarded by itself

    private static final class Use {
        final FileChannel channel;
        int count = 1;

        Use(FileChannel channel) {
            this.channel = channel;
        }
    }

    GenerationUses(Path root) {
        this.root = root;
    }

    /** Notes that a VM uses a generation. */
    Closeable open(String environment, int generation) {
        Path file = file(environment, generation);
        synchronized (uses) {
            Use use = uses.get(file);
            if (use == null) {
                uses.put(file, new Use(lock(file)));
            } else {
                use.count++;
            }
        }
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            if (closed.compareAndSet(false, true)) {
                release(file);
            }
        };
    }

    private static FileChannel lock(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
            // Whoever has it exclusively looks only, and is gone at once; without it, a deletion fails at worst.
            FileLock unused = EnvironmentLocks.attempt(channel, true);
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void release(Path file) throws IOException {
        synchronized (uses) {
            Use use = uses.get(file);
            if (use != null && --use.count == 0) {
                uses.remove(file);
                uses.notifyAll();
                use.channel.close();
            }
        }
    }

    /** Whether a VM of this JVM still uses it after a while: one that was closed a moment ago ends just now. */
    boolean isUsedAfter(String environment, int generation, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Path file = file(environment, generation);
        synchronized (uses) {
            for (long left = patience.toNanos();
                    left > 0 && uses.containsKey(file);
                    left = deadline - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(uses, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        return isUsed(environment, generation);
    }

    /** Whether a VM uses it; only while nobody else changes the environment. */
    boolean isUsed(String environment, int generation) {
        Path file = file(environment, generation);
        synchronized (uses) {
            if (uses.containsKey(file)) {
                return true;
            }
            if (!Files.exists(file)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
                return EnvironmentLocks.attempt(channel, false) == null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    void forget(String environment, int generation) throws IOException {
        Files.deleteIfExists(file(environment, generation));
    }

    private Path file(String environment, int generation) {
        return root.resolve(".use-" + environment + "-" + generation);
    }
}
