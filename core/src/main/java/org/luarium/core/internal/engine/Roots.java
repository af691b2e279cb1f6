// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.luarium.core.internal.files.Owner;
import org.luarium.core.internal.files.SafeFiles;

/** Folders in which embedded engines may be installed, best first. */
final class Roots {
    private static final String NAME = "luarium-engine-";

    private Roots() {}

    static List<Path> of(Path directory) {
        List<Path> roots = new ArrayList<>();
        roots.add(directory.toAbsolutePath().normalize());
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9_-]", "_");
        for (String parent :
                new String[] {System.getProperty("java.io.tmpdir", ""), "/dev/shm", System.getenv("XDG_RUNTIME_DIR")}) {
            if (parent != null && !parent.isEmpty() && Files.isDirectory(Path.of(parent))) {
                roots.add(Path.of(parent).toAbsolutePath().resolve(NAME + user));
            }
        }
        return reachableFirst(roots);
    }

    /** Isolates of a JVM that runs as root have users of their own, who cannot run anything below a private home. */
    static List<Path> reachableFirst(List<Path> roots) {
        List<Path> ordered = new ArrayList<>(roots);
        try {
            if (Owner.isRoot()) {
                ordered.sort((a, b) -> Boolean.compare(isReachable(b), isReachable(a)));
            }
        } catch (IOException e) {
            return roots; // no user, no root
        }
        return List.copyOf(ordered);
    }

    private static boolean isReachable(Path root) {
        Path folder = root.getParent();
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent();
        }
        return folder != null && SafeFiles.isReachableByAll(folder);
    }
}
