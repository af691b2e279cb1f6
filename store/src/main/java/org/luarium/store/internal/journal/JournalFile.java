// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.luarium.store.CorruptStoreException;

/** One file, open. Not a channel: that would be closed by an interrupt of any thread that happens to use it. */
final class JournalFile implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final Path path;
    private final RandomAccessFile file;
    private final @Nullable Object identity;
    private final UUID epoch;

    private JournalFile(Path path, RandomAccessFile file, @Nullable Object identity, UUID epoch) {
        this.path = path;
        this.file = file;
        this.identity = identity;
        this.epoch = epoch;
    }

    static JournalFile open(Path path, boolean writable) throws IOException {
        while (true) {
            Object before = attributes(path).fileKey();
            RandomAccessFile file = new RandomAccessFile(path.toFile(), writable ? "rw" : "r");
            try {
                if (Objects.equals(before, attributes(path).fileKey())) {
                    return new JournalFile(path, file, before, readEpoch(path, file));
                }
                file.close(); // replaced in between
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        }
    }

    private static UUID readEpoch(Path path, RandomAccessFile file) throws IOException {
        byte[] header = new byte[Frames.HEADER];
        if (readFully(file, 0, header, header.length) < header.length) {
            throw new CorruptStoreException(path, "it is too short to be a journal; rebuild it", null);
        }
        String problem = Frames.problem(header);
        if (!problem.isEmpty()) {
            throw new CorruptStoreException(path, problem + "; rebuild it", null);
        }
        return Frames.epoch(header);
    }

    /** Makes a file with these records, or puts it in the place of the one that is there. */
    static void create(Path path, Iterable<byte[]> payloads) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            try (RandomAccessFile out = new RandomAccessFile(fresh.toFile(), "rw")) {
                ByteBuffer chunk = ByteBuffer.allocate(CHUNK).put(Frames.header(UUID.randomUUID()));
                for (byte[] payload : payloads) {
                    Frames.checkLength(payload);
                    int size = Frames.PREFIX + payload.length;
                    if (chunk.remaining() < size) {
                        out.write(chunk.array(), 0, chunk.position());
                        chunk = size > chunk.capacity() ? ByteBuffer.allocate(size) : chunk.clear();
                    }
                    Frames.put(chunk, payload);
                }
                out.write(chunk.array(), 0, chunk.position());
                out.getFD().sync();
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        forceFolder(path.toAbsolutePath().getParent());
    }

    /** A folder can only be forced through a channel, and an interrupt must not stop that. */
    private static void forceFolder(@Nullable Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (folder != null) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw new CorruptStoreException(path, "it is missing; rebuild it", e);
        }
    }

    /** The size of this file by one look at its path, or -1 if another file has taken its place. */
    long sizeIfCurrent() throws IOException {
        BasicFileAttributes attributes = attributes(path);
        return Objects.equals(identity, attributes.fileKey()) ? attributes.size() : -1;
    }

    UUID epoch() {
        return epoch;
    }

    /** Reads as many bytes as there are, up to a length. */
    int read(long offset, byte[] target, int length) throws IOException {
        return readFully(file, offset, target, length);
    }

    private static int readFully(RandomAccessFile file, long offset, byte[] target, int length) throws IOException {
        file.seek(offset);
        int filled = 0;
        while (filled < length) {
            int count = file.read(target, filled, length - filled);
            if (count < 0) {
                break;
            }
            filled += count;
        }
        return filled;
    }

    void write(long offset, byte[] bytes) throws IOException {
        file.seek(offset);
        file.write(bytes);
    }

    void truncate(long size) throws IOException {
        file.setLength(size);
    }

    void force() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
