// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.luarium.extension.ExtensionSpec;

/** An extension in a folder. Its jars are copied: they may be replaced while it is used. */
record FolderSource(Path folder, Function<String, Class<?>> types) implements Source {
    static final String DESCRIPTOR = "extension.properties";

    private static final int MOST_JARS = 1000;

    @Override
    public ExtensionSpec describe(Path copies) throws IOException {
        Map<String, Object> entries;
        try (InputStream in = Files.newInputStream(folder.resolve(DESCRIPTOR))) {
            entries = Descriptor.read(in);
        }
        return Descriptor.spec(entries, String.valueOf(folder.getFileName()), new Surroundings() {
            private int copied;

            @Override
            public Class<?> type(String name) {
                return types.apply(name);
            }

            @Override
            public Path jar(String text) throws IOException {
                Path jar;
                try {
                    jar = folder.resolve(text);
                } catch (InvalidPathException e) {
                    throw new IllegalArgumentException("is no path: " + e.getReason(), e);
                }
                if (!Files.isRegularFile(jar)) {
                    throw new IllegalArgumentException(
                            "is no file; write a path relative to " + folder + ", or an absolute one");
                }
                return copy(jar);
            }

            @Override
            public List<Path> jars() throws IOException {
                List<Path> jars = new ArrayList<>();
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                            .limit(MOST_JARS + 1L)
                            .sorted()
                            .toList()) {
                        jars.add(copy(jar));
                    }
                }
                return jars;
            }

            private Path copy(Path jar) throws IOException {
                Path target = Files.createDirectories(copies.resolve(Integer.toString(copied++)))
                        .resolve(String.valueOf(jar.getFileName()));
                return Files.copy(jar, target);
            }
        });
    }
}
