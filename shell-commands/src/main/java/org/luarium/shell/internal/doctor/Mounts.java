// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What is mounted where.
 *
 * @param lines those of {@code /proc/self/mounts}
 */
record Mounts(List<String> lines) {
    static Mounts ofMachine() {
        try {
            return new Mounts(Files.readAllLines(Path.of("/proc/self/mounts")));
        } catch (IOException e) {
            return new Mounts(List.of()); // Other systems than Linux
        }
    }

    /** Whether programs cannot be run from there. */
    boolean isNoExec(Path file) {
        String[] best = {"", "", "", ""};
        for (String line : lines) {
            String[] fields = line.split(" ", -1);
            // Of several at one place, the last one counts.
            if (fields.length > 3 && file.startsWith(fields[1]) && fields[1].length() >= best[1].length()) {
                best = fields;
            }
        }
        return List.of(best[3].split(",", -1)).contains("noexec");
    }
}
