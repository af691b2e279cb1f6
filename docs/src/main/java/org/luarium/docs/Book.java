// SPDX-License-Identifier: Apache-2.0
package org.luarium.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The documents in the order in which {@code docs/README.md} names them, after the README.
 *
 * @param root the root of the repository
 * @param chapters each once
 */
record Book(Path root, List<Chapter> chapters) {
    static final String INDEX = "docs/README.md";

    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+\\.md)\\)");

    static Book of(Path root) throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        files.add(root.resolve("README.md"));
        files.add(root.resolve(INDEX));
        Matcher links = LINK.matcher(Files.readString(root.resolve(INDEX)));
        while (links.find()) {
            files.add(root.resolve("docs").resolve(links.group(1)).normalize());
        }
        files.add(root.resolve("CHANGELOG.md"));
        files.add(root.resolve("CONTRIBUTING.md"));
        List<Chapter> chapters = new ArrayList<>();
        for (Path file : files) {
            chapters.add(Chapter.of(root, file));
        }
        return new Book(root, List.copyOf(chapters));
    }

    boolean has(Path file) {
        return chapters.stream().anyMatch(chapter -> chapter.file().equals(file));
    }
}
