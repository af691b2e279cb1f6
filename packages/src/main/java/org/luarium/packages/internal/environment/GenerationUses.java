// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which generations VMs use, here and in other processes. A process with such VMs has a file beside the environments that names them, and holds a lock on it; the lock of a dead process is
 * free. So that nobody else, who could take the lock, sees a file before its owner has it, the file gets its name when it is locked. Thread-safe.
 */
final class GenerationUses {
    private static final String PREFIX = ".use-";

    private final Path root;
    private final LastingUses lasting;
    private final Map<String, Use> uses = new HashMap<>(); // guarded by itself

    private record Use(Path file, FileChannel channel, List<String> vms) {
        void write() throws IOException {
            String text = ProcessHandle.current().pid() + "\n" + String.join("\n", vms) + "\n";
            ByteBuffer bytes = UTF_8.encode(text);
            channel.truncate(0);
            channel.position(0);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    GenerationUses(Path root) {
        this.root = root;
        lasting = new LastingUses(root);
    }

    /** The uses by persistent VMs, which need no process of ours. */
    LastingUses lasting() {
        return lasting;
    }

    static String key(String environment, int generation) {
        // No environment has such a sign in its name, so no key is the beginning of another one.
        return environment + "@" + generation + "@";
    }

    /** Notes that a VM uses a generation. */
    Closeable open(String environment, int generation, String vm) throws IOException {
        String key = key(environment, generation);
        synchronized (uses) {
            Use use = uses.get(key);
            if (use == null) {
                use = lock(key);
                uses.put(key, use);
            }
            use.vms().add(vm);
            use.write();
        }
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            if (closed.compareAndSet(false, true)) {
                release(key, vm);
            }
        };
    }

    private Use lock(String key) throws IOException {
        String unique = UUID.randomUUID().toString();
        Path hidden = root.resolve(".new" + PREFIX + key + unique);
        FileChannel channel = FileChannel.open(hidden, CREATE_NEW, READ, WRITE);
        boolean held = false;
        try {
            FileLock unused = channel.lock();
            Path file = Files.move(hidden, root.resolve(PREFIX + key + unique), ATOMIC_MOVE);
            held = true;
            return new Use(file, channel, new ArrayList<>());
        } finally {
            if (!held) {
                channel.close();
                Files.deleteIfExists(hidden);
            }
        }
    }

    private void release(String key, String vm) throws IOException {
        synchronized (uses) {
            Use use = uses.get(key);
            if (use == null) {
                return;
            }
            use.vms().remove(vm);
            if (!use.vms().isEmpty()) {
                use.write();
                return;
            }
            uses.remove(key);
            uses.notifyAll();
            Files.deleteIfExists(use.file());
            use.channel().close();
        }
    }

    /** Who still uses it after a while: a VM that was closed a moment ago ends just now. */
    List<String> usersAfter(String environment, int generation, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        String key = key(environment, generation);
        synchronized (uses) {
            for (long left = patience.toNanos();
                    left > 0 && uses.containsKey(key);
                    left = deadline - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(uses, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        return users(environment, generation);
    }

    /** Who uses it, each once: ids of VMs, with their process if that is another one. */
    List<String> users(String environment, int generation) {
        String key = key(environment, generation);
        TreeMap<String, String> users = new TreeMap<>();
        try {
            synchronized (uses) {
                Use own = uses.get(key);
                if (own != null) {
                    own.vms().forEach(vm -> users.put(vm, vm));
                }
                for (Path file : LastingUses.files(root, PREFIX + key)) {
                    if (own == null || !file.equals(own.file())) {
                        others(file).forEach(users::putIfAbsent);
                    }
                }
            }
            lasting.users(key).forEach(vm -> users.putIfAbsent(vm, vm));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(users.values());
    }

    /** The VMs of another process; none, if it is dead. */
    private static Map<String, String> others(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            if (EnvironmentLocks.attempt(channel, false) != null) {
                Files.deleteIfExists(file);
                return Map.of();
            }
            List<String> lines = Files.readAllLines(file, UTF_8);
            Map<String, String> users = new HashMap<>();
            for (String vm : lines.subList(Math.min(1, lines.size()), lines.size())) {
                users.put(vm, vm + " of process " + lines.get(0));
            }
            // Just being written.
            return users.isEmpty() ? Map.of("", "of another process") : users;
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }
}
