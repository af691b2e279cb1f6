// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the user who runs the tests may do. */
final class Privileges {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Privileges() {}

    static boolean isRoot() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return false;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("Uid:"))
                .anyMatch(line -> line.split("\\s+", -1)[2].equals("0"));
    }

    static boolean canBecomeNobody() throws IOException {
        return !isRoot() || Files.isExecutable(Path.of("/usr/bin/setpriv"));
    }
}
