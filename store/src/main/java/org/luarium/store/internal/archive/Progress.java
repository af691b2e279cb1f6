// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

/** Hears how far an archive is unpacked, on the thread that unpacks it. */
@FunctionalInterface
public interface Progress {
    /** Somebody who does not want to know. */
    Progress NONE = (read, size) -> {};

    /**
     * Some more was unpacked.
     *
     * @param read bytes of the archive that are dealt with
     * @param size bytes of the archive
     */
    void advanced(long read, long size);
}
