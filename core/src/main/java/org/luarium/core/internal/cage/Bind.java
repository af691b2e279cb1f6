// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import java.nio.file.Path;
import java.util.List;

/**
 * A file or folder of the host in the view of a child, where it is on the host.
 *
 * @param path its real path, or one of the system whose links may be followed
 * @param access what the child may do with it
 * @param folder whether it is a folder
 * @param beneath where other file systems are mounted in it, which come along
 */
public record Bind(Path path, Access access, boolean folder, List<Path> beneath) {
    /** What a child may do. */
    public enum Access {
        /** Read and execute. */
        READ,
        /** Write as well. */
        WRITE,
        /** Use a device of the host. */
        DEVICE
    }
}
