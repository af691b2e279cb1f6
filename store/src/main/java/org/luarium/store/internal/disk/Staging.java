// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.nio.file.Path;

/** A folder in which something is made that may become an object. Removed when closed, unless it has become one. */
public final class Staging implements AutoCloseable {
    private final Disk disk;
    private final Path folder;

    Staging(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /** What holds the content and will hold the manifest. */
    Path folder() {
        return folder;
    }

    /** Where the content goes. */
    public Path tree() {
        return folder.resolve(Layout.TREE);
    }

    @Override
    public void close() {
        disk.discard(folder);
    }
}
