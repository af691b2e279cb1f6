// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files that no other user can have put there, written completely or not at all. */
final class SafeFiles {
    private SafeFiles() {}

    /**
     * Makes a folder that only its owner can change. Isolates of a JVM that runs as root have users of their own and must
     * pass through it.
     */
    static void makeFolder(Path folder) throws IOException {
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
    static boolean isReachableByAll(Path folder) {
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
    static void replace(Path file, byte[] content) throws IOException {
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

    static void setReadable(Path folder) throws IOException {
        if (Owner.UNIX) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    static void setExecutable(Path file) throws IOException {
        if (Owner.UNIX) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
        } else if (!file.toFile().setReadOnly()) {
            throw new IOException("cannot write-protect " + file);
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> content;
        try (Stream<Path> walk = Files.walk(folder)) {
            content = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : content) {
            Files.deleteIfExists(path);
        }
    }
}
