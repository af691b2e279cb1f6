// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.nio.file.Path;

/** Another process, or another bundle of this one, holds what is needed, and did not release it in time. */
public final class StoreLockedException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param root the folder of the store
     * @param what what is held, for how long was waited, and what to do
     */
    public StoreLockedException(Path root, String what) {
        super("store " + root + ": " + what, null);
    }
}
