// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The class path of this JVM for another user, who may not read what it consists of. */
public final class ReadableClassPath {
    private ReadableClassPath() {}

    /** Copies it to a folder that does not exist, and returns it. */
    public static String copiedTo(Path copy) throws IOException {
        Files.createDirectory(copy);
        List<String> entries = new ArrayList<>();
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : all.split(":", -1)) {
            Path source = Path.of(entry);
            Path target = copy.resolve(Integer.toString(entries.size()) + "-" + source.getFileName());
            if (Files.isDirectory(source)) {
                try (Stream<Path> files = Files.walk(source)) {
                    for (Path file : files.toList()) {
                        Files.copy(file, target.resolve(source.relativize(file).toString()));
                    }
                }
            } else if (entry.matches(".*(luarium|slf4j|zt-exec|msgpack).*")) {
                Files.copy(source, target);
            }
            entries.add(target.toString());
        }
        try (Stream<Path> files = Files.walk(copy)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        return String.join(":", entries);
    }
}
