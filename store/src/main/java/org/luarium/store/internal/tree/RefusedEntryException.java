// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.IOException;
import java.nio.file.Path;

/** Something in a folder cannot be part of a tree: a device, a set-user-id program, a path that is too long. */
public final class RefusedEntryException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;

    RefusedEntryException(Path path, String problem) {
        super(path + " " + problem);
        this.path = path;
    }

    public Path path() {
        return path;
    }
}
