// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Files that no other user can have put there, written completely or not at all. */
public final class SafeFiles {
    private SafeFiles() {}

    /**
     * Makes a folder that only its owner can change. Isolates of a JVM that runs as root have users of their own and must
     * pass through it.
     */
    public static void makeFolder(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                // Another thread or JVM was faster; what it made is checked like anything else
            }
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !Owner.isMine(folder)) {
            throw new IOException(folder + " is not a folder of this user");
        }
        if (Owner.UNIX) {
            Files.setPosixFilePermissions(
                    folder, PosixFilePermissions.fromString(Owner.isRoot() ? "rwx--x--x" : "rwx------"));
        }
    }

    /** Whether every user may pass through a folder and all that lead there. */
    public static boolean isReachableByAll(Path folder) {
        try {
            for (Path step = folder.toRealPath(); step != null; step = step.getParent()) {
                if (!Files.getPosixFilePermissions(step).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes a file beside its place and moves it there. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(file + " is not a file");
        }
        makeFolder(parent);
        Path temporary = Files.createTempFile(parent, ".new", null);
        try {
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Lets every user read a folder and pass through it. */
    public static void setReadable(Path folder) throws IOException {
        if (Owner.UNIX) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Write-protects a file that every user may run. */
    public static void setExecutable(Path file) throws IOException {
        if (Owner.UNIX) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
        } else if (!file.toFile().setReadOnly()) {
            throw new IOException("cannot write-protect " + file);
        }
    }

    /** Deletes a folder of ours with all that is in it, also where it is write-protected. */
    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                if (Owner.UNIX && !Files.isWritable(path)) {
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(path);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // another thread or JVM was faster
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(path);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
