// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import org.jspecify.annotations.Nullable;

/** An archive is damaged, of an unknown format, or dangerous: an entry would be written outside, is a device, or there is more of it than the limits allow. Nothing of it was kept. */
public final class ArchiveException extends StoreException {
    private static final long serialVersionUID = 1L;

    /** Its name. */
    private final String archive;

    /**
     * Creates the exception.
     *
     * @param archive its name
     * @param problem which entry is wrong, in what way, and what to do
     * @param cause what led to it, or {@code null}
     */
    public ArchiveException(String archive, String problem, @Nullable Throwable cause) {
        super("archive " + archive + ": " + problem, cause);
        this.archive = archive;
    }

    /**
     * Its name.
     *
     * @return a file name or address
     */
    public String archive() {
        return archive;
    }
}
