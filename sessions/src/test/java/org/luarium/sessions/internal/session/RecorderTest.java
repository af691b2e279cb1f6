// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.session.Session;

/** Recordings are what players of asciicast v2 understand. */
class RecorderTest {
    @TempDir
    Path folder;

    @Test
    void writesWhatATerminalWouldShow() throws IOException {
        Path file = folder.resolve("a.cast");
        Files.writeString(file, "an old one");
        try (TestSessions sessions = new TestSessions()) {
            Session session = sessions.manager.open("a");
            session.record(file);
            assertThat(session.info().recording()).contains(file);
            session.send("print('\"é\\t') io.write('\\195') io.stderr:write('') io.write('\\169\\27[0m')");
            session.send("1");
            session.read(Duration.ofSeconds(10));
            assertThat(session.stopRecording()).isTrue();
            assertThat(session.stopRecording()).isFalse();
            session.send("'unheard'");
            session.read(Duration.ofSeconds(10));
        }

        List<String> lines = Files.readAllLines(file);

        assertThat(lines.get(0))
                .matches("\\{\"version\":2,\"width\":80,\"height\":24,\"timestamp\":\\d+,\"title\":"
                        + "\"Luarium session a\"}");
        assertThat(lines.subList(1, lines.size())).allMatch(line -> line.matches("\\[\\d+\\.\\d{3},\"[io]\",\".*\"]"));
        String shown = String.join("\n", lines);
        assertThat(shown)
                .contains("\\\"é\\t\\r\\n\"]")
                .contains("\"é\\u001b[0m\"]")
                .contains("lua[a]> ")
                .contains(",\"i\",\"1\\r\\n\"]")
                .contains(",\"o\",\"1\\r\\n\"]")
                .doesNotContain("unheard");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining("glob:**a.cast");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void escapesWhatJsonCannotHold() {
        assertThat(Recorder.quote("a\n\r\nb\\\"\0\ud800x\ud83d\ude00"))
                .isEqualTo("\"a\\r\\n\\r\\nb\\\\\\\"\\u0000\\ud800x\ud83d\ude00\"");
    }
}
