// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that the README and the documents show of a command line and of Luarium's shell, in order, as someone does who has nothing but a JDK: in a
 * {@link BareRoot}, with an empty home. What takes a terminal is typed by {@link GettingStartedIT}.
 */
final class NewUserIT {
    private static final String MARK = "end of a step";
    /** They show all VMs, and that bundle has one of its own. */
    private static final List<String> WITHOUT_BUNDLE = List.of("getting-started.md", "commands.md");

    private static final String PROMPT = "luarium> ";
    private static final long MOST_SECONDS = 100;

    @TempDir
    private static Path folder;

    private static Path home;
    private static BareRoot root;

    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void prepare() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        root = BareRoot.with(folder, home);
        DocumentedBundle.build().close();
    }

    @Test
    void nothingIsThereButJava() throws Exception {
        assertThat(output("command -v lua lua5.1 lua5.4 luajit cc gcc curl ls; true"))
                .isEmpty();
    }

    /** In this order, with what those before it have left in the home. */
    @ParameterizedTest
    @MethodSource("documents")
    void everyBlockWorksAsWritten(String name) throws Exception {
        List<Markdown.Block> blocks = Markdown.of(name).blocks().stream()
                .filter(block -> block.language().equals("console") && !block.isTyped())
                .toList();
        // What a document shows of the shell is one visit to it, interrupted by command lines.
        List<Transcript> visit = new ArrayList<>();
        for (Markdown.Block block : blocks) {
            if (block.lines().get(0).startsWith(PROMPT)) {
                visit.add(Transcript.of(block, PROMPT));
            } else {
                replayInShell(visit);
                visit.clear();
                replay(Transcript.of(block, "$ "));
            }
        }
        replayInShell(visit);

        assertThat(complaints).isEmpty();
        assertThat(Luarium.processesAt(folder)).isEmpty();
    }

    static List<String> documents() throws IOException {
        try (Stream<Path> files = Files.list(Markdown.ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "docs/getting-started.md"),
                            files.map(file -> "docs/" + file.getFileName())
                                    .filter(name -> name.endsWith(".md") && !name.equals("docs/getting-started.md"))
                                    .sorted())
                    .toList();
        }
    }

    private void replay(Transcript transcript) throws Exception {
        StringBuilder script = new StringBuilder("status=0\n");
        for (Transcript.Step step : transcript.steps()) {
            script.append("(exit $status)\n").append(step.command()).append("\nstatus=$?\n");
            script.append("echo '").append(MARK).append("'\n");
        }
        compare(transcript.toString(), transcript.steps(), output(script.toString()));
    }

    private void replayInShell(List<Transcript> visit) throws Exception {
        if (visit.isEmpty()) {
            return;
        }
        List<Transcript.Step> steps =
                visit.stream().flatMap(each -> each.steps().stream()).toList();
        StringBuilder input = new StringBuilder();
        if (!WITHOUT_BUNDLE.contains(visit.get(0).source().file().getFileName().toString())) {
            // The bundle that the documents show, which their reader would have dropped into deploy/
            input.append("felix:start file:/luarium/distribution/target/documented.jar\n");
        }
        input.append("echo '" + MARK + "'\n");
        for (Transcript.Step step : steps) {
            input.append(step.command()).append("\necho '").append(MARK).append("'\n");
        }
        Files.writeString(home.resolve("input"), input);
        String printed = output("java -jar distribution/target/luarium.jar --bare < \"$HOME/input\"");

        String shown = printed.replace(PROMPT, "").replace("\n> ", "\n");
        compare(visit.toString(), steps, shown.substring(shown.indexOf(MARK) + MARK.length() + 1));
    }

    private void compare(String source, List<Transcript.Step> steps, String printed) {
        String[] outputs = printed.split(MARK + "\n", -1);
        for (int i = 0; i < steps.size(); i++) {
            Transcript.Step step = steps.get(i);
            String actual = i < outputs.length ? outputs[i] : "nothing, as Luarium had ended";
            if (!step.printed(actual)) {
                complaints.add("%s: %s%n--- documented%n%s%n--- printed%n%s"
                        .formatted(source, step.command(), String.join("\n", step.output()), actual));
            }
        }
    }

    private static String output(String script) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(root.command(script))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                    .as("whether this ends: %s%n%s", script, Files.readString(output))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Luarium.withoutWarningsOfJava(Files.readString(output, StandardCharsets.UTF_8));
    }
}
