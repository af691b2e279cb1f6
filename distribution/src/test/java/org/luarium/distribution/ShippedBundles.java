// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The bundle files that the distribution is made of, by start level. */
final class ShippedBundles {
    private static final Path DIRECTORY = Path.of(System.getProperty("luarium.bundles"));

    private ShippedBundles() {}

    static List<Path> all() {
        return upTo(Integer.MAX_VALUE);
    }

    static List<Path> ours() {
        return all().stream()
                .filter(file -> file.getFileName().toString().startsWith("luarium-"))
                .toList();
    }

    static List<Path> upTo(int startLevel) {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> startLevel(file) <= startLevel)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int startLevel(Path file) {
        return Integer.parseInt(file.getParent().getFileName().toString());
    }
}
