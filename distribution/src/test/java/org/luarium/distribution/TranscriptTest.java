// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscriptTest {
    private static Transcript of(String... lines) {
        return Transcript.of(
                new Markdown.Block(Markdown.ROOT.resolve(Path.of("a.md")), 1, "console", List.of(lines)), "$ ");
    }

    @Test
    void tellsCommandsFromWhatTheyPrint() {
        Transcript transcript = of("$ one", "> more", "out", "> out", "$ two", "");

        assertThat(transcript.steps())
                .containsExactly(
                        new Transcript.Step("one\nmore", List.of("out", "> out")),
                        new Transcript.Step("two", List.of("")));
    }

    @ParameterizedTest
    @CsvSource({
        "pid … ok, 'pid 12 ok\n', true",
        "pid … ok, 'pid 12 bad\n', false",
        "pid …, 'pid 12\nmore\n', false",
        "…, 'any\nthing\n', true",
        "…, '', true",
        "a.c, 'abc\n', false",
        "a, 'a  \n', true",
        "'A  B', 'A    B\n', true",
        "'A B', 'AB\n', false",
        "a, '', false"
    })
    void comparesOutputWithWhatIsExpected(String expected, String actual, boolean equal) {
        assertThat(new Transcript.Step("x", List.of(expected)).printed(actual)).isEqualTo(equal);
    }

    @Test
    void wantsNoOutputWhereNoneIsShown() {
        assertThat(of("$ one").steps().get(0).printed("x\n")).isFalse();
        assertThat(of("$ one").steps().get(0).printed("")).isTrue();
    }
}
