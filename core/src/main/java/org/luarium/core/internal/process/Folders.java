// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Private folders: made for one owner, deleted with everything in them and without following links. */
public final class Folders {
    private static final Logger log = LoggerFactory.getLogger(Folders.class);
    /** The process whose folder it is may write its last words into it. */
    private static final int ATTEMPTS = 3;

    private Folders() {}

    /** Creates a folder, and those above it, that only its owner can enter. */
    public static Path createPrivate(Path folder) {
        try {
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                return Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create folder " + folder, e);
        }
    }

    /** Deletes a folder; logs what cannot be deleted. */
    public static void delete(Path folder) {
        try {
            for (int attempt = 1; !deleteTree(folder, attempt == ATTEMPTS); attempt++) {
                log.trace("something was put into {} meanwhile", folder);
            }
        } catch (IOException e) {
            log.warn("Cannot delete {}", folder, e);
        }
    }

    /** Says whether all is gone; others may delete and write meanwhile. */
    private static boolean deleteTree(Path folder, boolean last) throws IOException {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
            return true;
        } catch (DirectoryNotEmptyException e) {
            if (last) {
                throw e;
            }
            return false;
        }
    }
}
