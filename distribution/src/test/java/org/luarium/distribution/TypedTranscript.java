// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.luarium.distribution.Luarium.Running;

/** What is typed at a terminal, whose prompt may change with each line, and what has to appear. */
final class TypedTranscript {
    private static final Pattern PROMPTED = Pattern.compile("(luarium> |lua\\[[\\w-]+]> )(.*)");
    private static final Pattern CONTROLS =
            Pattern.compile("\r(?=\n)|\u001b(\\[[0-9;?]*[A-Za-z@]|\\][^\u0007]*\u0007|[=>78])|.\b");
    /** What a line showed before it was written anew. */
    private static final Pattern OVERWRITTEN = Pattern.compile("(?md)^.*\r(?=.)");

    /** How documents write Ctrl-], the only key they type. */
    private static final String DETACH = "^]";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    private final List<Line> lines = new ArrayList<>();

    /** A line, after a prompt. */
    private record Line(String source, String prompt, Transcript.Step step) {
        @Override
        public String toString() {
            return source + ": " + prompt + step.command();
        }
    }

    TypedTranscript(List<Markdown.Block> blocks) {
        blocks.forEach(block -> block.lines().forEach(line -> add(block.toString(), line)));
    }

    private void add(String source, String line) {
        Matcher prompted = PROMPTED.matcher(line);
        if (prompted.matches()) {
            lines.add(new Line(source, prompted.group(1), new Transcript.Step(prompted.group(2), new ArrayList<>())));
        } else if (lines.isEmpty()) {
            throw new IllegalArgumentException(source + " does not begin with a prompt");
        } else {
            lines.get(lines.size() - 1).step().output().add(line.stripTrailing());
        }
    }

    /** Types all of it at a terminal that shows the first prompt, and ends at a prompt. */
    void replay(Running terminal, String lastPrompt) throws IOException {
        for (int i = 0; i < lines.size(); i++) {
            replay(
                    lines.get(i),
                    terminal,
                    i + 1 < lines.size() ? lines.get(i + 1).prompt() : lastPrompt);
        }
    }

    /** Types a line. What it has to print may come after the prompt, as the editor then shows that again. */
    private static void replay(Line line, Running terminal, String nextPrompt) throws IOException {
        int mark = terminal.seen().length();
        // The editor takes what is pasted as a whole, and does not colour it letter by letter.
        String command = line.step().command();
        terminal.type(command.equals(DETACH) ? "\u001d" : "\u001b[200~" + command + "\u001b[201~\r");
        try {
            await().atMost(PATIENCE).pollInterval(POLL).until(() -> printed(line, seen(terminal, mark), nextPrompt));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "%s%n--- documented, and then the prompt %s%n%s%n--- seen%n%s"
                            .formatted(
                                    line,
                                    nextPrompt,
                                    String.join("\n", line.step().output()),
                                    seen(terminal, mark)),
                    e);
        }
    }

    private static boolean printed(Line line, String seen, String prompt) {
        if (!seen.endsWith(prompt)) {
            return false;
        }
        String output = seen.substring(0, seen.length() - prompt.length());
        // The first line is what was typed, unless something was written over it.
        return line.step().printed(output) || line.step().printed(output.substring(output.indexOf('\n') + 1));
    }

    static void awaitPrompt(Running terminal, String prompt) {
        await().atMost(PATIENCE)
                .pollInterval(POLL)
                .untilAsserted(() -> assertThat(seen(terminal, 0)).endsWith(prompt));
    }

    private static String seen(Running terminal, int from) {
        String text = CONTROLS.matcher(terminal.seen().substring(from)).replaceAll("");
        return OVERWRITTEN.matcher(text).replaceAll("");
    }
}
