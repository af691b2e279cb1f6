// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is in a folder. */
final class Listing {
    /** Something in a folder. */
    static final class Child implements Comparable<Child> {
        final byte[] name;
        final Path path;

        Child(byte[] name, Path path) {
            this.name = name;
            this.path = path;
        }

        @Override
        public int compareTo(Child other) {
            return Arrays.compareUnsigned(name, other.name);
        }
    }

    private Listing() {}

    /** All children, in the order of their bytes. */
    static List<Child> sorted(Path folder) throws IOException {
        List<Child> children = new ArrayList<>();
        for (Path path : paths(folder)) {
            children.add(new Child(Names.bytes(path.getFileName()), path));
        }
        children.sort(null);
        return children;
    }

    static List<Path> paths(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(paths::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return paths;
    }
}
