// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Something in the folder of the store is not what was put there. */
public final class CorruptStoreException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    /**
     * Creates the exception.
     *
     * @param file what is wrong
     * @param problem in what way, and what to do
     * @param cause what led to it, or {@code null}
     */
    public CorruptStoreException(Path file, String problem, @Nullable Throwable cause) {
        super(file + " is corrupt: " + problem, cause);
        this.file = file;
    }

    /**
     * What is wrong.
     *
     * @return a file or folder of the store
     */
    public Path file() {
        return file;
    }
}
