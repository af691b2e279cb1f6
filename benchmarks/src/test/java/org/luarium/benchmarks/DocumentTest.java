// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentTest {
    @TempDir
    private Path folder;

    @Test
    void keepsWhatStandsAroundAPlace() throws IOException {
        Path file = Files.writeString(folder.resolve("benchmarks.md"), """
                # Benchmarks
                <!-- figures: written by the runner -->
                old
                <!-- end of the figures -->
                What was learned.
                """);

        new Document(file).fill("figures", "new\n");

        assertThat(file).content().isEqualTo("""
                # Benchmarks
                <!-- figures: written by the runner -->
                new
                <!-- end of the figures -->
                What was learned.
                """);
    }

    @Test
    void refusesADocumentWithoutThePlace() throws IOException {
        Path file = Files.writeString(folder.resolve("other.md"), "something else\n");

        assertThatThrownBy(() -> new Document(file).fill("curves", "new"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("<!-- curves: written by the runner -->");

        assertThat(file).content().isEqualTo("something else\n");
    }
}
