// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
 * Everything that the README and the documents show of a command line and of Luarium's shell, in order, as someone does who has nothing but a JDK: in a root
 * file system with that, a shell of the system and what steps of builds in the documents call, no network, and an empty home.
 */
final class NewUserIT {
    private static final Path BUBBLEWRAP = Path.of("/usr/bin/bwrap");
    private static final String MARK = "end of a step";
    /** They show all VMs, and that bundle has one of its own. */
    private static final List<String> WITHOUT_BUNDLE = List.of("getting-started.md", "commands.md");

    private static final String PROMPT = "luarium> ";
    private static final long MOST_SECONDS = 100;

    @TempDir
    private static Path folder;

    private static Path home;

    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void prepare() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        boolean possible = Files.isExecutable(BUBBLEWRAP) && Luarium.succeeds(sealed("java -version"));
        if (!possible) {
            System.out.println("NewUserIT is skipped: it takes bubblewrap and the right to make a root file system");
        }
        assumeTrue(possible);
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
                .filter(block -> block.language().equals("console"))
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
        Process process = new ProcessBuilder(sealed(script))
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

    private static List<String> sealed(String script) throws IOException {
        String java = Path.of(System.getProperty("java.home")).toRealPath().toString();
        // Where a JDK of a Linux distribution keeps its settings
        String settings = Path.of(java, "conf/security/java.security")
                .toRealPath()
                .getParent()
                .getParent()
                .toString();
        Path users = Files.writeString(folder.resolve("passwd"), "root:x:0:0::/root:/bin/sh\n");
        List<String> command = new ArrayList<>(List.of(BUBBLEWRAP.toString(), "--unshare-net", "--cap-add", "ALL"));
        command.addAll(List.of("--dev-bind", "/dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"));
        for (String library : List.of("/lib", "/lib64", "/usr/lib/x86_64-linux-gnu", "/etc/ld.so.cache", settings)) {
            command.addAll(List.of("--ro-bind-try", library, library));
        }
        command.addAll(List.of("--ro-bind", "/bin/sh", "/bin/sh", "--ro-bind", users.toString(), "/etc/passwd"));
        // Steps of the documents' builds
        for (String tool : List.of("sort", "tr", "wc")) {
            command.addAll(List.of("--ro-bind", "/usr/bin/" + tool, "/usr/bin/" + tool));
        }
        command.addAll(List.of("--ro-bind", java, java, "--symlink", java + "/bin/java", "/bin/java"));
        command.addAll(List.of("--ro-bind", Markdown.ROOT.toString(), "/luarium", "--bind", home.toString(), "/root"));
        command.addAll(List.of("--clearenv", "--setenv", "HOME", "/root", "--setenv", "PATH", "/bin:/usr/bin"));
        command.addAll(List.of("--setenv", "LC_ALL", "C.UTF-8", "--chdir", "/luarium", "/bin/sh", "-c", script));
        return command;
    }
}
