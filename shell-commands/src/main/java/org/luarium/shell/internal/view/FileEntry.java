// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.Optional;

/** A file, folder or link inside an object. */
public record FileEntry(String path, Kind kind, long size, Optional<String> target) {
    /** What it is. */
    public enum Kind {
        FILE,
        PROGRAM,
        FOLDER,
        LINK
    }
}
