// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.StoreAccessException;

/**
 * The part of a file that is there already. Whoever holds the lock on it may continue it; who comes meanwhile gets a
 * file of its own, which is not kept. A sidecar says which version on the server it belongs to: it is written after the
 * file was emptied and before anything is in it, so that a crash leaves bytes of no other version behind it.
 */
final class Partial implements AutoCloseable {
    private static final int CLAIMS = 5;
    private static final String SUFFIX = ".part";
    private static final String SIDECAR = ".from";

    private final Path file;
    private final @Nullable Path sidecar;
    private final FileChannel channel;
    private boolean gone;

    private Partial(Path file, @Nullable Path sidecar, FileChannel channel) {
        this.file = file;
        this.sidecar = sidecar;
        this.channel = channel;
    }

    /** Opens what earlier attempts left, or something new if somebody else is at it. */
    static Partial claim(Path folder, String key) {
        Path file = folder.resolve(key + SUFFIX);
        try {
            for (int i = 0; i < CLAIMS; i++) {
                Object identity = create(file);
                FileChannel channel;
                try {
                    channel = FileChannel.open(
                            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                } catch (NoSuchFileException e) {
                    continue;
                }
                boolean locked = lock(channel);
                // Who held the lock before may have moved the file to where it is wanted
                if (locked && Objects.equals(identity, identity(file))) {
                    return new Partial(file, folder.resolve(key + SIDECAR), channel);
                }
                channel.close();
                if (!locked) {
                    break;
                }
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
        return fresh(folder, key);
    }

    /** Makes a file that nobody else knows. */
    static Partial fresh(Path folder, String key) {
        Path file = folder.resolve(key + "-" + UUID.randomUUID() + SUFFIX);
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            // So that nobody sweeps it away; where there are no locks its age protects it
            lock(channel);
            return new Partial(file, null, channel);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Deletes what nobody continued since a time, unless somebody is at it. */
    static void sweep(Path folder, Instant before) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(before)) {
                    sweep(file);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing was ever fetched, or somebody finished meanwhile
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    private static void sweep(Path file) throws IOException {
        Object identity = identity(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (lock(channel) && Objects.equals(identity, identity(file))) {
                String name = file.getFileName().toString();
                Files.deleteIfExists(file.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + SIDECAR));
                Files.deleteIfExists(file);
            }
        }
    }

    private static @Nullable Object create(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // Left by an earlier attempt
        }
        return identity(file);
    }

    private static @Nullable Object identity(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return file;
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            // Released when the channel is closed
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            // A file system without locks
            return false;
        }
    }

    long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** The version that the bytes belong to; nothing if there are none or that is not known. */
    Optional<Validator> validator() {
        if (sidecar == null || size() == 0) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(sidecar, UTF_8);
            boolean whole = text.endsWith("\n") && text.indexOf('\n') == text.length() - 1 && text.length() > 1;
            return whole ? Optional.of(new Validator(text.substring(0, text.length() - 1))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Throws away what is there, as another version comes. */
    void restart(Optional<Validator> version) {
        try {
            if (sidecar != null) {
                Files.deleteIfExists(sidecar);
            }
            channel.truncate(0);
            channel.position(0);
            if (sidecar != null && version.isPresent()) {
                Files.writeString(sidecar, version.get().text() + "\n", UTF_8);
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Hashes what is there. */
    void hash(Digests digests, Watch watch) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        digests.reset();
        try {
            long at = 0;
            while (channel.read(buffer, at) >= 0) {
                watch.check();
                at += buffer.position();
                digests.update(buffer.flip());
                buffer.clear();
            }
            channel.position(at);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    void append(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Puts the file, which is complete, to where it is wanted. */
    void moveTo(Path target) {
        try {
            // First, as after the move another process may begin a new partial with a sidecar of the same name
            if (sidecar != null) {
                Files.deleteIfExists(sidecar);
            }
            try {
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
                gone = true;
            } catch (AtomicMoveNotSupportedException e) {
                copyTo(target);
                discard();
            }
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    /** To another file system. */
    private void copyTo(Path target) throws IOException {
        Path sibling = target.resolveSibling("." + UUID.randomUUID() + SUFFIX);
        try {
            Files.copy(file, sibling);
            Files.move(sibling, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(sibling);
        }
    }

    /** Leaves nothing behind. */
    void discard() {
        gone = true;
        try {
            if (sidecar != null) {
                Files.deleteIfExists(sidecar);
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    @Override
    public void close() {
        try (channel) {
            if (!gone && (sidecar == null || validator().isEmpty())) {
                // Nobody could continue it
                discard();
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static RuntimeException failed(Path file, IOException failure) {
        if (failure instanceof ClosedByInterruptException) {
            return new RealizeCancelledException(
                    "fetching was interrupted while " + file.getFileName() + " was written");
        }
        return new StoreAccessException(file, "cannot be written; make room and check the permissions", failure);
    }
}
