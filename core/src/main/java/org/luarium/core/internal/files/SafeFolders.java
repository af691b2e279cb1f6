// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/** Folders whose content never changes: written beside their place and moved there, by any number of JVMs. */
public final class SafeFolders {
    /** Tells whether a folder is what it must be. */
    public interface Check {
        boolean test(Path folder) throws IOException;
    }

    /** How the names of files and folders begin that are not complete. Old ones are removed. */
    public static final String TEMPORARY = ".new";

    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    /** How often another JVM may be faster and its result be damaged. */
    private static final int TRIES = 5;

    private SafeFolders() {}

    /** Removes what a JVM left behind that was killed while it wrote. */
    public static void sweep(Path root) throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(LEFT_BEHIND));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root, TEMPORARY + "*")) {
            for (Path path : left) {
                if (isOlder(path, old)) {
                    SafeFiles.deleteTree(path);
                }
            }
        }
    }

    private static boolean isOlder(Path path, FileTime time) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).compareTo(time) < 0;
    }

    /** Moves a complete folder to its place, unless an intact one is there already. */
    public static void moveIntoPlace(Path temporary, Path folder, Check intact) throws IOException {
        for (int left = TRIES; ; left--) {
            try {
                Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (IOException e) {
                if (intact.test(folder)) {
                    return; // another thread or JVM was faster
                }
                if (left == 0) {
                    throw e;
                }
                putAside(folder);
            }
        }
    }

    /** Takes away something that is damaged or not ours; a process that runs from there goes on. */
    private static void putAside(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(folder);
            return;
        }
        Path damaged = Files.createTempDirectory(folder.getParent(), TEMPORARY);
        try {
            Files.move(folder, damaged, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // Another thread or JVM was faster
        } finally {
            SafeFiles.deleteTree(damaged);
        }
    }
}
