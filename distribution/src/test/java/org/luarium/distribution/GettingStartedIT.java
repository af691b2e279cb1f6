// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.distribution.Luarium.Running;

/** Somebody new, with a machine that has a JDK and no Lua, an empty home, the documents, and a terminal to type what they show, in order. */
final class GettingStartedIT {
    private static final String CHECKOUT = "/checkout";
    private static final String ZIP = System.getProperty("luarium.zip");

    private static final String SHELL = "luarium> ";
    /** Documents that do not hold on this machine, and why. */
    private static final Map<String, String> ELSEWHERE =
            Map.of("docs/doctor.md", "shows what a machine has; inside of namespaces, less of it is there");
    /** Each block begins with a shell where nothing is left of the one before. */
    private static final TypedTranscript TIDY = new TypedTranscript(
            "luarium> session:terminate '*'", "…", "luarium> vm:remove '*'", "…", "luarium> extension:remove '*'", "…");

    @TempDir
    private Path home;

    private BareMachine machine;

    @BeforeEach
    void build() throws Exception {
        machine = new BareMachine(home)
                .with(CHECKOUT + "/distribution/target/luarium.jar", Luarium.JAR)
                .with(CHECKOUT + "/examples", Markdown.ROOT.resolve("examples"))
                .with(CHECKOUT + "/docs", Markdown.ROOT.resolve("docs"));
        Optional<String> problem = machine.problem();
        problem.ifPresent(text -> System.out.println("skipped: no machine with nothing but a JDK, as " + text));
        assumeTrue(problem.isEmpty());
    }

    @Test
    void theFirstStepsWorkAsWritten() throws Exception {
        Files.copy(Path.of(ZIP), home.resolve(Path.of(ZIP).getFileName()));
        var transcript =
                new TypedTranscript(Markdown.of("docs/getting-started.md").blocks());
        try (Running terminal = terminal("/root")) {
            transcript.replay(terminal, "$ ");
        }
    }

    @Test
    void commandsOfTheOtherDocumentsWorkAsWritten() throws Exception {
        try (Running terminal = terminal(CHECKOUT)) {
            for (Markdown.Block block : blocks("$ ")) {
                new TypedTranscript(List.of(block)).replay(terminal, "$ ");
            }
        }
    }

    @Test
    void whatTheOtherDocumentsTypeInTheShellWorksAsWritten() throws Exception {
        // What takes a compiler: the Java of the documents.
        DocumentedBundle.build().close();
        Path documented = Path.of("target", DocumentedBundle.PACKAGE + ".jar").toAbsolutePath();
        machine.with(CHECKOUT + "/distribution/target/" + documented.getFileName(), documented);
        Path deploy = Files.createDirectories(home.resolve(".luarium/deploy"));
        Files.copy(documented, deploy.resolve(documented.getFileName()));

        try (Running terminal = terminal(CHECKOUT)) {
            new TypedTranscript("$ java -jar distribution/target/luarium.jar", "…").replay(terminal, SHELL);
            for (Markdown.Block block : blocks(SHELL)) {
                new TypedTranscript(List.of(block)).replay(terminal, SHELL);
                TIDY.replay(terminal, SHELL);
            }
        }
    }

    private static List<Markdown.Block> blocks(String prompt) {
        return Markdown.blocks("console")
                .filter(block -> block.lines().get(0).startsWith(prompt))
                .filter(block -> !Markdown.isTyped(block))
                .filter(block -> !ELSEWHERE.containsKey(
                        Markdown.ROOT.relativize(block.file()).toString()))
                .toList();
    }

    private Running terminal(String folder) throws IOException {
        var process = new ProcessBuilder(machine.command(
                        folder, "/usr/bin/script", "-qefc", "stty rows 50 cols 200; exec /bin/sh", "/dev/null"))
                .start();
        var terminal = new Running(process);
        TypedTranscript.awaitPrompt(terminal, "$ ");
        return terminal;
    }
}
