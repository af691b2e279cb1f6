// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a document shows of a session: commands behind a prompt, their further lines behind {@code >}, and what each printed. In that, {@code …} stands for
 * anything within a line, and alone on a line for any number of lines. The width of gaps does not count, as tables are as wide as their content.
 */
record Transcript(Markdown.Block source, List<Step> steps) {
    private static final String CONTINUATION = "> ";

    /** A command and what it prints. */
    record Step(String command, List<String> output) {
        boolean printed(String actual) {
            String expected = output.stream()
                    .map(Step::narrow)
                    .map(line -> line.equals("…") ? "(?:.*\n)*?" : literal(line) + "\n")
                    .collect(Collectors.joining());
            return Pattern.matches(expected, normal(actual));
        }

        private static String literal(String line) {
            return Pattern.compile("…")
                    .splitAsStream(line + "\0")
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*"))
                    .replace("\0", "");
        }

        private static String narrow(String line) {
            return line.replaceAll(" {2,}", "  ");
        }

        private static String normal(String text) {
            return text.lines().map(line -> narrow(line.stripTrailing()) + "\n").collect(Collectors.joining());
        }
    }

    static Transcript of(Markdown.Block block, String prompt) {
        List<Step> steps = new ArrayList<>();
        for (String line : block.lines()) {
            int last = steps.size() - 1;
            if (line.startsWith(prompt)) {
                steps.add(new Step(line.substring(prompt.length()), new ArrayList<>()));
            } else if (steps.isEmpty()) {
                throw new IllegalArgumentException(block + " does not begin with a command");
            } else if (line.startsWith(CONTINUATION) && steps.get(last).output().isEmpty()) {
                String command = steps.get(last).command() + "\n" + line.substring(CONTINUATION.length());
                steps.set(last, new Step(command, new ArrayList<>()));
            } else {
                steps.get(last).output().add(line.stripTrailing());
            }
        }
        return new Transcript(block, steps);
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
