// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.extension.ExtensionSpec;

final class DescriptorFileTest {
    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static ExtensionSpec read(Path path) throws IOException {
        return DescriptorFile.spec(path, name -> {
            throw new MissingTypeException("there is no " + name);
        });
    }

    @Test
    void aFolderIsNamedByItselfAndGivesAllItsJars() throws IOException {
        write("extension.properties", "main = a.B\n");
        Path second = write("b.jar", "");
        Path first = write("a.jar", "");

        ExtensionSpec spec = read(folder);

        assertThat(spec.name()).isEqualTo(folder.getFileName().toString());
        assertThat(spec.main()).isEqualTo("a.B");
        assertThat(spec.jars()).containsExactly(first, second);
        assertThat(read(folder.resolve("extension.properties")).name()).isEqualTo(spec.name());
    }

    @Test
    void aFileIsNamedByItselfAndItsJarsAreBesideIt() throws IOException {
        Path jar = write("a.jar", "");
        Path other = write("b.jar", "");

        ExtensionSpec spec = read(write("aligner.properties", "main = a.B\njars = a.jar, " + other));

        assertThat(spec.name()).isEqualTo("aligner");
        assertThat(spec.jars()).containsExactly(jar, other);
    }

    @Test
    void whatIsWrongIsToldWithTheFile() throws IOException {
        assertThatThrownBy(() -> read(folder)).isInstanceOf(NoSuchFileException.class);
        Path file = write("x.properties", "jars = none.jar");
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("descriptor " + file, "jars", "none.jar", "relative to " + folder);
        write("x.properties", "interfaces = a.B");
        assertThatThrownBy(() -> read(file)).hasMessageContainingAll("" + file, "interfaces", "there is no a.B");
    }
}
