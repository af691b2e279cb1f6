// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells a file from its successor under the same name without reading it. It is looked at whenever an isolate starts, so it
 * makes no text of what it sees.
 *
 * @param key device and inode
 */
record Stamp(Path path, @Nullable Object key, long size, FileTime modified) {
    /** Returns the stamp of a file, or of the one that a link leads to. */
    static Stamp of(Path path) throws IOException {
        try {
            BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class);
            if (seen.isRegularFile()) {
                return new Stamp(path, seen.fileKey(), seen.size(), seen.lastModifiedTime());
            }
        } catch (NoSuchFileException e) {
            // Says no more than the path
        }
        throw new IOException(path + " is not a file");
    }

    boolean isStillTrue() {
        try {
            Stamp now = of(path);
            return size == now.size && modified.equals(now.modified) && Objects.equals(key, now.key);
        } catch (IOException e) {
            return false;
        }
    }
}
