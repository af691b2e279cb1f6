// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.core.internal.link.Frames;

/** Holds the documents against the product: what they show is run, what they name exists. {@link DocumentedShellIT} does the same in a container. */
final class DocumentationIT {
    /** What may stand in blocks of the language {@code sh}, which are not run here because they run this test. */
    private static final List<String> BUILD_COMMANDS = List.of("./mvnw -q -DskipTests package", "./mvnw verify");

    private static final List<String> LANGUAGES = List.of("console", "java", "lua", "sh", "text");

    static Stream<Transcript> transcripts() {
        return Markdown.blocks("console")
                .filter(block -> block.lines().get(0).startsWith("$ "))
                .map(block -> Transcript.of(block, "$ "));
    }

    static Stream<Snippet> snippets() {
        return Markdown.blocks("java").map(Snippet::new);
    }

    static Stream<Path> decisions() throws IOException {
        try (Stream<Path> files = Files.list(Markdown.ROOT.resolve("docs/decisions"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void commandsPrintWhatIsShown(Transcript transcript, @TempDir Path home) throws Exception {
        new Console(home).replay(transcript);
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void javaCodeCompiles(Snippet snippet, @TempDir Path classes) throws IOException {
        assertThat(snippet.compile(classes, "snippet")).isEmpty();
    }

    @Test
    void everyBlockSaysWhatItIsSoThatItCanBeTested() {
        assertThat(Markdown.all().stream().flatMap(document -> document.blocks().stream()))
                .allSatisfy(block ->
                        assertThat(block.language()).as(block.toString()).isIn(LANGUAGES));
        assertThat(Markdown.blocks("sh").flatMap(block -> block.lines().stream()))
                .isNotEmpty()
                .allMatch(BUILD_COMMANDS::contains);
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void decisionsHaveTheFourParts(Path decision) throws IOException {
        assertThat(Files.readAllLines(decision).stream().filter(line -> line.startsWith("## ")))
                .containsExactly("## Context", "## Decision", "## Consequences", "## What would change our mind");
    }

    @Test
    void decisionsAreNumberedWithoutGaps() throws IOException {
        List<String> numbers = decisions()
                .map(file -> file.getFileName().toString().substring(0, 4))
                .toList();

        assertThat(numbers)
                .isEqualTo(Stream.iterate(1, n -> n + 1)
                        .limit(numbers.size())
                        .map("%04d"::formatted)
                        .toList());
    }

    @Test
    void theProtocolDescribesEveryConstantOfTheLink() throws IllegalAccessException {
        List<String> cells = Markdown.of("docs/protocol.md").rows().stream()
                .map(row -> row.get(0) + " " + row.get(1))
                .toList();

        for (var constant : Frames.class.getFields()) {
            assertThat(Modifier.isStatic(constant.getModifiers())).isTrue();
            String name = constant.getName().replaceFirst("^(FLAG|ERROR|EXIT)_", "");
            assertThat(cells).as(constant.getName()).contains(constant.getInt(null) + " " + name);
        }
    }
}
