// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks through {@code /proc} whether a process has a FIFO open.
 *
 * <p>It is nearly always where it was found before, so a look is one system call. Not
 * thread-safe.
 */
final class FifoHolder {
    private final Supplier<Path> fifo;
    private @Nullable Path found;

    FifoHolder(Supplier<Path> fifo) {
        this.fifo = fifo;
    }

    /** Returns false too if it cannot be told. */
    boolean isHeldBy(long pid) {
        try {
            if (found != null && leads(found)) {
                return true;
            }
            found = search(Path.of("/proc", Long.toString(pid), "fd"));
        } catch (IOException | DirectoryIteratorException e) {
            found = null;
        }
        return found != null;
    }

    private @Nullable Path search(Path descriptors) throws IOException {
        try (DirectoryStream<Path> list = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : list) {
                if (leads(descriptor)) {
                    return descriptor;
                }
            }
        }
        return null;
    }

    /** By the file, since a child with a file system of its own has it under another name. */
    private boolean leads(Path descriptor) {
        try {
            return Files.isSameFile(descriptor, fifo.get());
        } catch (IOException e) {
            // It was closed.
            return false;
        }
    }
}
