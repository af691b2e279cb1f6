// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.distribution.Luarium.Running;

/** Somebody new at a terminal, with nothing but a JDK, who types what the first chapter shows of the shell, in order. */
final class GettingStartedIT {
    private static final String PROMPT = "luarium> ";

    @TempDir
    private Path folder;

    @Test
    void theShellAnswersAsWritten() throws Exception {
        List<Markdown.Block> blocks = Markdown.of("docs/getting-started.md").blocks().stream()
                .filter(block -> block.language().equals("console")
                        && block.lines().get(0).startsWith(PROMPT))
                .toList();
        assertThat(blocks).anyMatch(Markdown.Block::isTyped);
        Path home = Files.createDirectory(folder.resolve("home"));
        BareRoot root = BareRoot.with(folder, home);
        String shell = "export TERM=xterm; exec java " + Luarium.QUICK + " -jar distribution/target/luarium.jar";

        try (Running terminal = Luarium.terminal(200, "exec " + quoted(root.command(shell)), home)
                .start()) {
            TypedTranscript.awaitPrompt(terminal, PROMPT);
            new TypedTranscript(blocks).replay(terminal, PROMPT);
            terminal.type("exit\r");

            assertThat(terminal.await().code()).isZero();
        }
        assertThat(Luarium.processesAt(folder)).isEmpty();
    }

    private static String quoted(List<String> command) {
        return command.stream()
                .map(argument -> "'" + argument.replace("'", "'\\''") + "'")
                .collect(joining(" "));
    }
}
