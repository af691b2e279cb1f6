// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenFolderTest {
    @TempDir
    private Path folder;

    @Test
    void followsNoLinks() throws IOException {
        Path output = Files.createDirectory(folder.resolve("output"));
        Path other = Files.createDirectory(folder.resolve("other"));
        Path file = Files.writeString(other.resolve("file"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        Files.createSymbolicLink(output.resolve("folder"), other);
        Files.createSymbolicLink(output.resolve("file"), file);

        new GivenFolder(output).takeBack(null);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("-w-------"));
        assertThat(output.resolve("folder")).isSymbolicLink();
    }

    @Test
    void refusesATreeThatIsTooDeep() throws IOException {
        Path deep = folder;
        for (int i = 0; i < 300; i++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }

        assertThatIOException()
                .isThrownBy(() -> new GivenFolder(folder).takeBack(null))
                .withMessageContaining("256 levels");
    }
}
