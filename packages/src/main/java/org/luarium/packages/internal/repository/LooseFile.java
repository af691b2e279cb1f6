// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Files that anybody may have put there: only regular ones are read, and no link is followed. */
final class LooseFile {
    private LooseFile() {}

    static boolean isRegular(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    static InputStream open(Path file) throws IOException {
        // Opening a pipe would wait for somebody who writes
        if (!isRegular(file)) {
            throw new IOException(Printable.of(file.toString())
                    + " is not there any more, or no file; look what the repository has now");
        }
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }
}
