// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.SharedMemoryException;

/**
 * Shared bytes as the host has them: a file that it reads and writes.
 *
 * <p>Whoever may write to a file can cut it off. The memory behind a map is gone then, and to touch it is a signal that a JVM survives in some places and not in others. A read of the file
 * gives too little instead. So the host maps only what the child cannot write to.
 */
final class FileMemory implements Memory {
    private final Path file;
    private final boolean childWrites;
    private final long from;
    private final long bytes;
    private final Object lock = new Object();
    private volatile FileChannel channel;
    private @Nullable Maps maps; // guarded by lock
    private boolean closed; // guarded by lock

    FileMemory(Path file, FileChannel channel, boolean childWrites, long from, long bytes) {
        this.file = file;
        this.channel = channel;
        this.childWrites = childWrites;
        this.from = from;
        this.bytes = bytes;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void read(long at, ByteBuffer into) {
        int begin = into.position();
        use(open -> {
            into.position(begin);
            for (long next = from + at; into.hasRemaining(); ) {
                int count = open.read(into, next);
                if (count < 0) {
                    throw new SharedMemoryException(
                            "shared memory of " + bytes + " bytes ends after " + (next - from)
                                    + ": the extension has cut it off; do not use it any more",
                            null);
                }
                next += count;
            }
        });
    }

    @Override
    public void write(long at, ByteBuffer source) {
        int begin = source.position();
        use(open -> {
            source.position(begin);
            for (long next = from + at; source.hasRemaining(); ) {
                next += open.write(source, next);
            }
        });
    }

    private interface Use {
        void of(FileChannel open) throws IOException;
    }

    /** Reads or writes; again from where it was if the thread was interrupted, which closes the channel for all. */
    private void use(Use use) {
        boolean interrupted = false;
        try {
            while (true) {
                FileChannel now = channel;
                try {
                    use.of(now);
                    return;
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    reopen(now);
                }
            }
        } catch (IOException e) {
            throw new SharedMemoryException("shared memory cannot be used: " + e.getMessage(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void reopen(FileChannel before) throws IOException {
        synchronized (lock) {
            if (closed) {
                throw closed();
            }
            if (channel == before) {
                channel = open(file);
            }
        }
    }

    static FileChannel open(Path file, OpenOption... more) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(more));
        options.addAll(List.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        return FileChannel.open(file, options);
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the shared buffer was closed");
    }

    @Override
    public List<ByteBuffer> parts(boolean writable) {
        if (childWrites) {
            throw new UnsupportedOperationException(
                    "the extension may write to this buffer and so could take its memory away; use get and put, or allocate it with SharedAccess.READ");
        }
        synchronized (lock) {
            if (closed) {
                throw closed();
            }
            Maps now = maps;
            if (now == null) {
                try {
                    now = Maps.of(channel, true, from, bytes);
                } catch (IOException e) {
                    throw new SharedMemoryException("shared memory cannot be mapped: " + e.getMessage(), e);
                }
                maps = now;
            }
            return now.parts.stream()
                    .map(part -> (writable ? part.duplicate() : part.asReadOnlyBuffer()).order(ByteOrder.LITTLE_ENDIAN))
                    .toList();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            Maps mapped = maps;
            boolean unmapped = mapped == null || mapped.close();
            try (FileChannel last = channel) {
                if (unmapped && last.isOpen()) {
                    // Frees the memory even if the child keeps it mapped.
                    last.truncate(0);
                }
            } catch (IOException e) {
                throw new SharedMemoryException("shared memory cannot be freed: " + e.getMessage(), e);
            }
        }
    }
}
