// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Where file systems are mounted on this machine. Immutable. */
record MountTable(List<Path> points) {
    private static final Path FILE = Path.of("/proc/self/mountinfo");
    private static final int POINT = 4;

    /** Reads what the kernel says; nothing is mounted anywhere if it says nothing. */
    static MountTable read() {
        List<Path> points = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(FILE, StandardCharsets.UTF_8)) {
                String[] fields = line.split(" ", POINT + 2);
                if (fields.length > POINT) {
                    points.add(Path.of(plain(fields[POINT])));
                }
            }
        } catch (IOException | java.nio.file.InvalidPathException e) {
            // Then a bind that would need it fails.
            points.clear();
        }
        return new MountTable(List.copyOf(new TreeSet<>(points)));
    }

    /** What is mounted in a folder, in the order of paths. */
    List<Path> beneath(Path folder) {
        return points.stream()
                .filter(point -> point.startsWith(folder) && !point.equals(folder))
                .toList();
    }

    /** The kernel writes white space and backslashes in octal. */
    private static String plain(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
