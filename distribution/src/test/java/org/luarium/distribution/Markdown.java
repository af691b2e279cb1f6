// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A document of the repository, taken apart as far as the tests need it. */
final class Markdown {
    /** The root of the checkout; tests run in the folder of their module. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern CODE_SPAN = Pattern.compile("`[^`]*`");

    private final Path file;
    private final List<Block> blocks = new ArrayList<>();
    private final List<String> prose = new ArrayList<>();

    /** A fenced block of code. */
    record Block(Path file, int line, String language, List<String> lines) {
        String text() {
            return String.join("\n", lines) + "\n";
        }

        /** Whether it shows a terminal that is attached to a session. */
        boolean isTyped() {
            return lines.stream().anyMatch(line -> line.startsWith("lua["));
        }

        @Override
        public String toString() {
            return ROOT.relativize(file) + ":" + line;
        }
    }

    private Markdown(Path file) {
        this.file = file;
        List<String> lines = read(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.startsWith("```")) {
                prose.add(line);
                continue;
            }
            int begin = ++i;
            while (!lines.get(i).equals("```")) {
                i++;
            }
            blocks.add(new Block(file, begin, line.substring(3), lines.subList(begin, i)));
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Markdown of(String name) {
        return new Markdown(ROOT.resolve(name));
    }

    /** The README, the changelog, the guide to contributing and all of docs. */
    static List<Markdown> all() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream<Path> top =
                    Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md").map(ROOT::resolve);
            return Stream.concat(top, docs.filter(file -> file.toString().endsWith(".md")))
                    .map(Markdown::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Block> blocks(String language) {
        return all().stream()
                .flatMap(document -> document.blocks.stream())
                .filter(block -> block.language().equals(language));
    }

    Path file() {
        return file;
    }

    String name() {
        return ROOT.relativize(file).toString();
    }

    List<Block> blocks() {
        return blocks;
    }

    /** Everything outside of fenced blocks. */
    List<String> prose() {
        return prose;
    }

    /** The cells of all rows of its tables, without headings. */
    List<List<String>> rows() {
        return rows(prose);
    }

    /** The same from a heading on. */
    List<List<String>> rowsFrom(String heading) {
        return rows(prose.subList(prose.indexOf(heading) + 1, prose.size()));
    }

    private static List<List<String>> rows(List<String> lines) {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            if (line.matches("\\|[-| ]+\\|")) {
                inside = true;
            } else if (!line.startsWith("|")) {
                inside = false;
            } else if (inside) {
                String cells = line.substring(1, line.lastIndexOf('|'));
                rows.add(Arrays.stream(cells.split("(?<!\\\\)\\|", -1))
                        .map(String::strip)
                        .toList());
            }
        }
        return rows;
    }

    /** What stands in code font. */
    static List<String> spans(String text) {
        return CODE_SPAN
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .map(span -> span.substring(1, span.length() - 1))
                .toList();
    }

    @Override
    public String toString() {
        return name();
    }
}
