// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.spi.Release;

class DeployedRocksTest {
    @TempDir
    private Path folder;

    private final DeployedRocks deployed = new DeployedRocks();

    private Path drop(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), name);
        deployed.add(file);
        return file;
    }

    @Test
    void onlyRocksAndRockspecsAreMeant() {
        assertThat(DeployedRocks.isMeant(Path.of("say-1-1.src.rock"))).isTrue();
        assertThat(DeployedRocks.isMeant(Path.of("say-1-1.rockspec"))).isTrue();
        assertThat(DeployedRocks.isMeant(Path.of("bundle.jar"))).isFalse();
        assertThat(DeployedRocks.isMeant(Path.of("/"))).isFalse();
    }

    @Test
    void offersWhatWasDroppedUntilItIsTaken() throws IOException {
        Path rock = drop("say-1-1.src.rock");
        drop("say-1-1.rockspec");
        Release release = deployed.releases().get(0);

        assertThat(release.artifacts()).containsExactlyInAnyOrder("src", "rockspec");
        try (InputStream in = deployed.open(release, "src")) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("say-1-1.src.rock");
        }

        deployed.remove(rock);
        assertThat(deployed.releases().get(0).artifacts()).containsExactly("rockspec");
        assertThatThrownBy(() -> deployed.open(release, "src"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not deployed any more");
    }

    @Test
    void reportsWhatItIgnores() throws IOException {
        drop("NO.rock");
        Path link = Files.createSymbolicLink(folder.resolve("link-1-1.rockspec"), drop("a-1-1.rockspec"));
        deployed.add(link);

        assertThat(deployed.releases())
                .extracting(release -> release.name().text())
                .containsExactly("a");
        assertThat(deployed.remarks()).hasSize(2);
    }
}
