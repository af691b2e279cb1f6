// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Makes what is hashed read-only, with no more system calls than it needs. */
final class Sealer {
    private final Path top;
    private final boolean withTop;

    Sealer(Path top, boolean withTop) {
        this.top = top;
        this.withTop = withTop;
    }

    /** Before its children are looked at: they cannot be, and could not be replaced, in a folder that is closed. */
    void openFolder(Path folder, Stat stat) throws IOException {
        if (!stat.isOpenToOwner()) {
            Stat.setMode(folder, Stat.WRITABLE_EXECUTABLE);
        }
    }

    /** After its children were sealed. */
    void closeFolder(Path folder) throws IOException {
        if (withTop || !folder.equals(top)) {
            Stat stat = Stat.all(folder);
            seal(folder, stat);
            sealTime(folder, stat);
        }
    }

    /** Before its content is read: it may not be readable, and nobody shall begin to write to it. */
    void beforeFile(Path file, Stat stat) throws IOException {
        if (stat.links() > 1 && !(stat.hasSealedMode() && stat.hasSealedTime())) {
            unshare(file, stat);
        } else {
            seal(file, stat);
        }
    }

    void afterFile(Path file, Stat stat) throws IOException {
        sealTime(file, stat);
    }

    private static void seal(Path path, Stat stat) throws IOException {
        if (!stat.hasSealedMode()) {
            Stat.setMode(path, stat.isFolder() || stat.isExecutable() ? Stat.READ_ONLY_EXECUTABLE : Stat.READ_ONLY);
        }
    }

    private static void sealTime(Path path, Stat stat) throws IOException {
        if (!stat.hasSealedTime()) {
            Files.setLastModifiedTime(path, Stat.TIME);
        }
    }

    private static void unshare(Path file, Stat stat) throws IOException {
        if (!stat.isReadableByOwner()) {
            throw new RefusedEntryException(file, "has other hard links and cannot be read; make it readable");
        }
        Path copy = Files.createTempFile(file.toAbsolutePath().getParent(), ".unshare", null);
        try {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            Stat.setMode(copy, stat.isExecutable() ? Stat.READ_ONLY_EXECUTABLE : Stat.READ_ONLY);
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
