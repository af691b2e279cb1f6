// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file system refuses: the disk is full, a folder cannot be written to, the store is open for reading only. */
public final class StoreAccessException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    /**
     * Creates the exception.
     *
     * @param file what was to be read or written
     * @param problem what happened, and what to do
     * @param cause what led to it, or {@code null}
     */
    public StoreAccessException(Path file, String problem, @Nullable Throwable cause) {
        super(file + ": " + problem, cause);
        this.file = file;
    }

    /**
     * What was to be read or written.
     *
     * @return a file or folder
     */
    public Path file() {
        return file;
    }
}
