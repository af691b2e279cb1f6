// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.shell.internal.syntax.UsageException;

final class PlayerTest {
    private static final String HEADER =
            "{\"version\": 2, \"width\": 80, \"height\": 24, \"env\": {\"TERM\": \"x\"}}\n";

    @TempDir
    private Path directory;

    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();

    @Test
    void playsOutputsAtTheirTimes() throws Exception {
        play(
                HEADER
                        + "[0.5, \"o\", \"a\\u001b[1m\"]\n[0.6, \"i\", \"typed\"]\n\n[1, \"o\", \"b\\r\\n\"]\r\n[60.0, \"o\", \"c\"]",
                2);

        assertThat(shown).containsExactly("a\u001b[1m", "b\r\n", "c");
        assertThat(pauses).containsExactly(Duration.ofMillis(250), Duration.ofMillis(250), Duration.ofSeconds(3));
    }

    @Test
    void stopsAtAnInterrupt() throws Exception {
        Path file = Files.writeString(directory.resolve("x.cast"), HEADER + "[50, \"o\", \"a\"]\n");

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> new Player(1, Duration.ofMinutes(1)).play(file, shown::add))
                .isInstanceOf(InterruptedException.class);
        assertThat(shown).isEmpty();
    }

    @Test
    void playsWhatIsThereBeforeItComesToTheBadLine() {
        assertBad(HEADER + "[0, \"o\", \"a\"]\n[1, \"o\", \"tru", "line 3 is no event");
        assertThat(shown).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[-1, \"o\", \"a\"] | line 2 goes back in time, or too far ahead",
                "[1e300, \"o\", \"a\"] | line 2 goes back in time, or too far ahead",
                "[NaN, \"o\", \"a\"] | line 2 is no event",
                "[\"1\", \"o\", \"a\"] | line 2 is no event",
                "[1, \"o\"] | line 2 is no event",
                "[1, \"o\", 7] | line 2 is no event",
                "[1, \"o\", \"a\", 1] | line 2 is no event",
                "[1, \"o\", \"a\"] [] | line 2 is no event",
                "{} | line 2 is no event",
                "null | line 2 is no event",
                "\u001b[2J | line 2 is no event",
                "[1, \"o\", \"\u001b[2J\"] | line 2 is no event"
            })
    void tellsWhatIsNoEvent(String line, String reason) {
        assertBad(HEADER + line + "\n", reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello | it begins with no JSON object",
                "[1] | it begins with no JSON object",
                "{\"version\": 2 | it begins with no JSON object",
                "{} | it says no version",
                "{\"version\": 1, \"stdout\": []} | it has version 1",
                "{\"version\": 3} | it has version 3",
                "{\"version\": 99999999999999999999} | it begins with no JSON object",
                "{\"version\": \"2\"} | it says no version",
                "{\"env\": {\"version\": 2}} | it says no version"
            })
    void tellsWhatIsNoRecording(String header, String reason) {
        assertBad(header + "\n[0, \"o\", \"a\"]\n", reason);
        assertThat(shown).isEmpty();
    }

    @Test
    void readsNoLineWithoutEnd() throws Exception {
        assertBad(HEADER + " ".repeat(20 << 20), "line 2 is too long");
        assertBad(HEADER + "[".repeat(100_000), "line 2 is no event");
    }

    @Test
    void tellsTimeThatGoesBack() {
        assertBad(HEADER + "[2, \"o\", \"a\"]\n[1, \"o\", \"b\"]\n", "line 3 goes back in time, or too far ahead");
    }

    private void play(String text, double speed) throws Exception {
        Path file = Files.write(directory.resolve("x.cast"), text.getBytes(StandardCharsets.UTF_8));
        new Player(speed, Duration.ofSeconds(3), pauses::add).play(file, shown::add);
    }

    private void assertBad(String text, String reason) {
        assertThatThrownBy(() -> play(text, 1))
                .isInstanceOf(UsageException.class)
                .hasMessage(directory.resolve("x.cast") + " is no recording in the format asciicast v2: " + reason);
    }
}
