// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.internal.disk.Disk;

/**
 * The file that makes a folder a profile: its replacement is the one instant at which a profile changes.
 *
 * @param current which generation is in force
 * @param last the highest number ever in force; a generation beyond is one whose commit did not end
 */
record CurrentFile(int current, int last) {
    private static final String NAME = "current";
    private static final int LINES = 2;

    static Optional<CurrentFile> read(Path profile) {
        Path file = profile.resolve(NAME);
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() != LINES) {
                throw new NumberFormatException("it has " + lines.size() + " lines");
            }
            return Optional.of(new CurrentFile(Integer.parseInt(lines.get(0)), Integer.parseInt(lines.get(1))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw new CorruptStoreException(
                    file, e.getMessage() + "; write the current number and the last one into it, a line each", e);
        }
    }

    void write(Disk disk, Path profile) {
        SafeFile.write(disk, profile.resolve(NAME), current + "\n" + last + "\n");
    }
}
