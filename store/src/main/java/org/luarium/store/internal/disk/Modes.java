// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Who may write to what. Where the file system has no such modes, everybody may, and only verification finds it. */
final class Modes {
    private static final Set<PosixFilePermission> READ = PosixFilePermissions.fromString("r--r--r--");
    private static final Set<PosixFilePermission> ENTER = PosixFilePermissions.fromString("r-xr-xr-x");
    private static final Set<PosixFilePermission> CHANGE = PosixFilePermissions.fromString("rwxr-xr-x");

    private Modes() {}

    static void seal(Path file) throws IOException {
        set(file, READ);
    }

    static void sealFolder(Path folder) throws IOException {
        set(folder, ENTER);
    }

    /** A folder that is not writable cannot be moved to another. */
    static void unsealFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            set(folder, CHANGE);
        }
    }

    private static void set(Path path, Set<PosixFilePermission> mode) throws IOException {
        try {
            Files.setPosixFilePermissions(path, mode);
        } catch (UnsupportedOperationException e) {
            // said above
        }
    }
}
