// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.spi.Release;

class FolderRepositoryTest {
    @TempDir
    private Path outside;

    private Path folder;
    private FolderRepository repository;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(outside.resolve("rocks"));
        repository = new FolderRepository(
                "local", folder, new IndexMemory(outside.resolve("seen"), "local"), new ManualClock());
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Files.writeString(folder.resolve(name), name);
        }
    }

    private static Release release(String name, String version, String... artifacts) {
        return new Release(new RockName(name), RockVersion.of(version), Set.of(artifacts));
    }

    @Test
    void offersWhatIsThere() throws IOException {
        write(
                "say-1.4.1-3.rockspec",
                "say-1.4.1-3.src.rock",
                "say-1.3-1.all.rock",
                "lua-cjson-2.1.0.10-1.linux-x86_64.rock",
                "git-rock-scm-1.rockspec",
                "manifest",
                "manifest-5.4",
                "manifest-5.4.zip",
                "index.html");

        assertThat(repository.releases())
                .containsExactlyInAnyOrder(
                        release("say", "1.4.1-3", "rockspec", "src"),
                        release("say", "1.3-1", "all"),
                        release("lua-cjson", "2.1.0.10-1", "linux-x86_64"),
                        release("git-rock", "scm-1", "rockspec"));
        assertThat(repository.remarks()).isEmpty();
    }

    @Test
    void opensWhatItOffers() throws IOException {
        write("say-1.4.1-3.src.rock", "say-1.4.1-3.rockspec");

        for (Release release : repository.releases()) {
            for (String artifact : release.artifacts()) {
                try (InputStream in = repository.open(release, artifact)) {
                    assertThat(new String(in.readAllBytes(), UTF_8)).startsWith("say-1.4.1-3.");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Say-1.4-1.rockspec",
                "say-1.4.rockspec",
                "say.rockspec",
                "1.rock",
                ".rock",
                "-1-1.src.rock",
                ".hidden-1-1.src.rock",
                "say-1.4-1.rock",
                "say-1.4-1.SRC.rock",
                "say-1.4-1.a.b.rock",
                "s\u00e1y-1.4-1.rockspec",
                "say-1.4-1.src\u001b[31m.rock",
                "say\r\n-1.4-1.rockspec",
                "say-\u0661.4-1.rockspec",
                "say-1.4-99999999999.rockspec",
                "<b>-1.4-1.rockspec"
            })
    void ignoresHostileNamesAndSaysSo(String name) throws IOException {
        write(name, "good-1-1.rockspec");

        assertThat(repository.releases()).containsExactly(release("good", "1-1", "rockspec"));
        assertThat(repository.remarks())
                .singleElement()
                .asString()
                .contains("is ignored")
                .matches("[ -~]+");
    }

    @Test
    void tellsOfFewAmongManyIgnoredFiles() throws IOException {
        for (int i = 0; i < 100; i++) {
            write("BAD" + i + ".rock");
        }

        assertThat(repository.releases()).isEmpty();
        assertThat(repository.remarks()).hasSize(21).endsWith("80 more are ignored");
    }

    @Test
    void followsNoLinks() throws IOException {
        Path secret = Files.writeString(outside.resolve("secret-1-1.rockspec"), "secret");
        Files.createSymbolicLink(folder.resolve("secret-1-1.rockspec"), secret);
        Files.createDirectory(folder.resolve("folder-1-1.src.rock"));

        assertThat(repository.releases()).isEmpty();
        assertThat(repository.remarks()).hasSize(2).allMatch(remark -> remark.contains("a link or no file"));
        assertThatThrownBy(() -> repository.open(release("secret", "1-1", "rockspec"), "rockspec"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aFileThatBecameALinkIsNotRead() throws IOException {
        write("a-1-1.rockspec");
        Release offered = repository.releases().get(0);
        Files.delete(folder.resolve("a-1-1.rockspec"));
        Files.createSymbolicLink(
                folder.resolve("a-1-1.rockspec"), Files.writeString(outside.resolve("secret"), "secret"));

        assertThatThrownBy(() -> repository.open(offered, "rockspec")).isInstanceOf(IOException.class);
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "skipped: no mkfifo");
        Path pipe = folder.resolve("pipe-1-1.rockspec");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(repository.releases()).isEmpty();
        assertThatThrownBy(() -> repository.open(release("pipe", "1-1", "rockspec"), "rockspec"))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "..", "src/../../x", "", "src\u0000", "SRC", "src.rock"})
    void noArtifactLeadsOut(String artifact) {
        assertThatThrownBy(() -> repository.open(release("a", "1-1", "src"), artifact))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("[ -~]+");
    }

    @Test
    void aChangeIsSeenAndNoChangeIsTheSameList() throws IOException {
        write("a-1-1.rockspec");
        List<Release> before = repository.releases();

        assertThat(repository.releases()).isSameAs(before);
        write("b-1-1.rockspec");
        assertThat(repository.releases()).hasSize(2);
        Files.delete(folder.resolve("a-1-1.rockspec"));
        assertThat(repository.releases()).containsExactly(release("b", "1-1", "rockspec"));
    }

    @Test
    void aMissingFolderIsAnErrorThatSaysWhatToDo() throws IOException {
        Files.delete(folder);

        assertThatThrownBy(repository::releases)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no folder; check that it is there");
    }
}
