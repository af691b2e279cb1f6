// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The libraries of the system that native modules need and interpreters do not have already. Confined VMs see no others than they are given. */
public final class SharedLibraries {
    private static final long LARGEST = 256L << 20;
    private static final int MOST = 200;
    /** Every interpreter has those of the C library. */
    private static final Pattern PRESENT =
            Pattern.compile("(lib(c|m|dl|pthread|rt|util)\\.so\\..*)|(ld-.*)|(libc\\.musl.*)");

    private SharedLibraries() {}

    /**
     * What the modules in a folder need, directly or not.
     *
     * @return each by the path under which it is looked for, and by that of its file
     */
    public static SortedSet<Path> neededBy(Path folder) throws IOException {
        SortedSet<Path> found = new TreeSet<>();
        if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
            return found;
        }
        Deque<Path> open;
        try (Stream<Path> files = Files.walk(folder)) {
            open = new ArrayDeque<>(files.filter(file -> file.toString().endsWith(".so"))
                    .filter(Files::isRegularFile)
                    .toList());
        }
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty() && found.size() < MOST) {
            for (String name : needed(open.poll())) {
                if (seen.add(name) && !PRESENT.matcher(name).matches()) {
                    Optional<Path> library = find(name);
                    if (library.isPresent()) {
                        found.add(library.get());
                        found.add(library.get().toRealPath());
                        open.add(library.get());
                    }
                }
            }
        }
        return found;
    }

    private static List<String> needed(Path library) throws IOException {
        return Files.size(library) > LARGEST
                ? List.of()
                : ElfFile.read(Files.readAllBytes(library)).map(ElfFile::needed).orElse(List.of());
    }

    private static Optional<Path> find(String name) {
        return name.contains("/")
                ? Optional.empty()
                : Machine.libraryFolders().stream()
                        .map(folder -> folder.resolve(name))
                        .filter(Files::isRegularFile)
                        .findFirst();
    }
}
