// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.IOException;
import java.nio.file.Path;

/** A file was written to while it was read. */
public final class TreeChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;

    TreeChangedException(Path path) {
        super(path + " changed while it was read; stop what writes to it");
        this.path = path;
    }

    public Path path() {
        return path;
    }
}
