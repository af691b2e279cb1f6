// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.store.ArchiveException;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.StoreAccessException;

/**
 * Unpacks tar, tar.gz and zip, told apart by what is in them. Files get mode 0644, or 0755 if the archive lets the owner
 * execute them; folders 0755. Immutable and thread-safe.
 */
public final class Unpacker {
    private static final int START = 512;

    private final Limits limits;
    private final boolean strip;

    /** Unpacks as it is, within the default limits. */
    public Unpacker() {
        this(Limits.DEFAULT, false);
    }

    private Unpacker(Limits limits, boolean strip) {
        this.limits = requireNonNull(limits, "limits");
        this.strip = strip;
    }

    public Unpacker withLimits(Limits other) {
        return new Unpacker(other, strip);
    }

    /** Leaves out the folder in which everything else is; an archive without such a folder is refused. */
    public Unpacker withoutTopFolder() {
        return new Unpacker(limits, true);
    }

    /**
     * Unpacks an archive.
     *
     * @param archive a file of any name
     * @param target an empty folder that nobody else writes to; it is empty again if unpacking fails
     * @param progress hears how far it is
     * @param cancelled asked often; so is the interrupt flag, which stays set
     * @throws ArchiveException if the archive is damaged, unknown, dangerous or beyond the limits
     * @throws StoreAccessException if the archive cannot be read or the target not be written
     * @throws RealizeCancelledException if it was cancelled or the thread interrupted
     * @throws IllegalArgumentException if the target is not an empty folder
     */
    public void unpack(Path archive, Path target, Progress progress, BooleanSupplier cancelled) {
        requireEmpty(target);
        String name = String.valueOf(archive.getFileName());
        boolean done = false;
        try {
            unpack(archive, name, target, progress, cancelled);
            done = true;
        } finally {
            if (!done) {
                empty(target);
            }
        }
    }

    private void unpack(Path archive, String name, Path target, Progress progress, BooleanSupplier cancelled) {
        Source source = null;
        try {
            if (!Files.isRegularFile(archive)) {
                throw new StoreAccessException(archive, "is not a file; name an archive", null);
            }
            Budget budget = new Budget(limits, name, Files.size(archive), progress, cancelled);
            budget.poll();
            source = recognise(archive);
            Tree tree = new Tree(target, budget, strip);
            source.unpack(tree, budget);
            tree.finish();
        } catch (IOException e) {
            // The library may wrap these
            if (cause(e, ClosedByInterruptException.class) != null) {
                throw new RealizeCancelledException("unpacking " + name + " was interrupted");
            }
            Refusal refusal = cause(e, Refusal.class);
            String problem = refusal == null
                    ? "is damaged or ends too early (" + Names.shown(String.valueOf(e.getMessage()))
                            + "); fetch it again"
                    : String.valueOf(refusal.getMessage());
            throw new ArchiveException(name, where(source) + problem, e);
        }
    }

    private static String where(@Nullable Source source) {
        return source == null || source.entry().isEmpty() ? "" : "entry '" + Names.shown(source.entry()) + "': ";
    }

    private static <T> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static Source recognise(Path archive) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(archive)) {
            start = in.readNBytes(START);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreAccessException(archive, "cannot be read; check the permissions", e);
        }
        if (start.length > 3 && start[0] == 'P' && start[1] == 'K' && isZip(start[2], start[3])) {
            return new ZipSource(archive);
        }
        if (start.length > 2 && (start[0] & 0xff) == 0x1f && (start[1] & 0xff) == 0x8b) {
            if (!TarSource.begins(startOfGzip(archive))) {
                throw new Refusal("is compressed by gzip but holds no tar; pack it as tar.gz");
            }
            return new TarSource(archive, true);
        }
        if (TarSource.begins(start)) {
            return new TarSource(archive, false);
        }
        throw new Refusal("is neither tar, tar.gz nor zip; pack it as one of them");
    }

    private static boolean isZip(byte third, byte fourth) {
        return fourth == third + 1 && (third == 3 || third == 5 || third == 7);
    }

    private static byte[] startOfGzip(Path archive) throws IOException {
        try (Guard raw = new Guard(new BufferedInputStream(Files.newInputStream(archive)), null)) {
            raw.headers();
            try (InputStream in = TarSource.gunzip(raw)) {
                return in.readNBytes(START);
            }
        }
    }

    private static void requireEmpty(Path target) {
        try (Stream<Path> inside = Files.list(target)) {
            if (Files.isSymbolicLink(target) || inside.findAny().isPresent()) {
                throw new IllegalArgumentException(target + " is not an empty folder");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(target + " is not an empty folder", e);
        }
    }

    private static void empty(Path target) {
        // An interrupt does not keep these calls from working
        try {
            Files.walkFileTree(target, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    if (!folder.equals(target)) {
                        Files.delete(folder);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new StoreAccessException(
                    target, "what was unpacked of a refused archive cannot be deleted; delete it", e);
        }
    }
}
