// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.luarium.extension.ExtensionSpec;

/** A descriptor in a file, whose jars stay where they are. */
public final class DescriptorFile {
    private static final int MOST_JARS = 1000;

    private DescriptorFile() {}

    /**
     * Reads one.
     *
     * @param path the file, or a folder with {@code extension.properties}
     * @param types finds interfaces
     * @throws IllegalArgumentException if it is wrong: names the file, the key and what may stand there
     */
    public static ExtensionSpec spec(Path path, Function<String, Class<?>> types) throws IOException {
        Path given = path.toAbsolutePath().normalize();
        boolean whole = Files.isDirectory(given);
        Path file = whole ? given.resolve(FolderSource.DESCRIPTOR) : given;
        Path folder = whole || given.getParent() == null ? given : given.getParent();
        boolean usual = file.endsWith(FolderSource.DESCRIPTOR);
        String name = String.valueOf((usual ? folder : file).getFileName());
        try (InputStream in = Files.newInputStream(file)) {
            return Descriptor.spec(
                    Descriptor.read(in), usual ? name : name.replaceFirst("\\.[^.]*$", ""), new Beside(folder, types));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("descriptor " + file + ": " + e.getMessage(), e);
        }
    }

    private record Beside(Path folder, Function<String, Class<?>> types) implements Surroundings {
        @Override
        public Class<?> type(String name) {
            return types.apply(name);
        }

        @Override
        public Path jar(String text) {
            try {
                Path jar = folder.resolve(text);
                if (Files.isRegularFile(jar)) {
                    return jar;
                }
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("is no path: " + e.getReason(), e);
            }
            throw new IllegalArgumentException(
                    "is no file; write a path relative to " + folder + ", or an absolute one");
        }

        @Override
        public List<Path> jars() throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> file.toString().endsWith(".jar"))
                        .limit(MOST_JARS)
                        .sorted()
                        .toList();
            }
        }
    }
}
