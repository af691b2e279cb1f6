// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** A bundle of the distribution; it lies in {@code bundle/<start level>/}. */
record BundleFile(int startLevel, String location) {
    static List<BundleFile> inJar(File jar) throws IOException {
        try (JarFile file = new JarFile(jar)) {
            return file.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("bundle/") && name.endsWith(".jar"))
                    .sorted()
                    .map(name -> new BundleFile(level(Path.of(name)), "jar:" + jar.toURI() + "!/" + name))
                    .toList();
        }
    }

    /** The framework reads these in place, without a copy in its cache. */
    static List<BundleFile> inDirectory(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(file -> new BundleFile(level(file), "reference:" + file.toUri()))
                    .toList();
        }
    }

    private static int level(Path file) {
        return Integer.parseInt(file.getName(file.getNameCount() - 2).toString());
    }
}
