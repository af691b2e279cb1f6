// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where file systems are mounted on this machine. Immutable. */
record MountTable(List<Path> points) {
    private static final Path FILE = Path.of("/proc/self/mountinfo");
    private static final int PARENT = 1;
    private static final int POINT = 4;

    /** One line of the kernel's table. */
    private record Mount(String id, String parent, Path point) {
        /** Whether it is mounted over a folder above another, whose path then leads elsewhere. */
        boolean covers(Mount other) {
            return parent.equals(other.parent) && !point.equals(other.point) && other.point.startsWith(point);
        }
    }

    /** Reads what the kernel says; nothing is mounted anywhere if it says nothing. */
    static MountTable read() {
        try {
            return of(Files.readAllLines(FILE, StandardCharsets.UTF_8));
        } catch (IOException | InvalidPathException e) {
            // Then a bind that would need it fails.
            return new MountTable(List.of());
        }
    }

    /** What can be reached by its path, of the lines of a table. */
    static MountTable of(List<String> lines) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.split(" ", POINT + 2);
            if (fields.length > POINT) {
                mounts.add(new Mount(fields[0], fields[PARENT], Path.of(plain(fields[POINT]))));
            }
        }
        Set<String> hidden = new HashSet<>();
        mounts.stream()
                .filter(mount -> mounts.stream().anyMatch(other -> other.covers(mount)))
                .forEach(mount -> hidden.add(mount.id));
        boolean more = !hidden.isEmpty();
        while (more) {
            more = false;
            for (Mount mount : mounts) {
                more |= hidden.contains(mount.parent) && hidden.add(mount.id);
            }
        }
        return new MountTable(mounts.stream()
                .filter(mount -> !hidden.contains(mount.id))
                .map(Mount::point)
                .distinct()
                .sorted()
                .toList());
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
