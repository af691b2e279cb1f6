// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.Disk;

/** Small files that are there complete or not at all, whatever happens to the process or the power. */
final class SafeFile {
    private SafeFile() {}

    /** Writes or replaces a file. When this returns it survives a loss of power. */
    static void write(Disk disk, Path file, String text) {
        Path draft = disk.draft();
        try {
            try (FileChannel channel =
                    FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folderOf(file));
        } catch (IOException e) {
            disk.discard(draft);
            throw new StoreAccessException(file, "it cannot be written: " + e, e);
        }
    }

    private static Path folderOf(Path file) {
        return requireNonNull(file.getParent(), "a file in a folder");
    }

    /** Brings the names in a folder to the disk. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of(); // a store that somebody made by hand and that is open for reading only
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new StoreAccessException(folder, "it cannot be listed: " + e, e);
        }
    }
}
