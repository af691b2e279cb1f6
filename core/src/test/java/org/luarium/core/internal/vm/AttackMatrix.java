// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.luarium.core.internal.vm.AttackResult.Verdict;
import org.luarium.core.internal.vm.AttackSetup.Level;
import org.luarium.core.internal.vm.AttackSetup.Variant;

/** Results as text: each attack on each level, and counts. */
final class AttackMatrix {
    private static final String BEGIN = "<!-- matrix: written by AttackTest -->";
    private static final String END = "<!-- end of the matrix -->";

    private final List<AttackResult> results;
    private final List<Level> levels;

    AttackMatrix(List<AttackResult> results) {
        this.results = List.copyOf(results);
        levels = results.stream()
                .map(result -> result.setup().level())
                .distinct()
                .sorted()
                .toList();
    }

    /** How many results of a kind there are. */
    long count(Verdict verdict, Predicate<AttackSetup> setups) {
        return results.stream()
                .filter(result -> result.verdict() == verdict && setups.test(result.setup()))
                .count();
    }

    /** What succeeded on a level, for people. */
    List<String> escapes(Level level) {
        return results.stream()
                .filter(result -> result.setup().level() == level && result.verdict() == Verdict.ESCAPED)
                .map(AttackResult::line)
                .toList();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(row("", "with the library of untrusted", "with a full library"));
        List<String> names = levels.stream().map(Level::word).toList();
        text.append(row("attack", columns(names), columns(names)));
        for (CorpusAttack attack : CorpusAttack.all()) {
            text.append(row(attack.toString(), cells(attack, false), cells(attack, true)));
        }
        text.append('\n').append(counts());
        return text.toString();
    }

    private String cells(CorpusAttack attack, boolean full) {
        return columns(levels.stream().map(level -> cell(attack, level, full)).toList());
    }

    /** One word for several engines: the worst that happened. */
    private String cell(CorpusAttack attack, Level level, boolean full) {
        List<Verdict> verdicts = results.stream()
                .filter(result -> result.id() == attack.id()
                        && result.setup().level() == level
                        && result.setup().variant().full() == full)
                .map(AttackResult::verdict)
                .toList();
        if (verdicts.contains(Verdict.ESCAPED)) {
            return "ESCAPED";
        }
        return verdicts.contains(Verdict.SAFE) ? "safe" : "not run";
    }

    private static String columns(List<String> cells) {
        StringBuilder text = new StringBuilder();
        cells.forEach(cell -> text.append(pad(cell, 11)));
        return text.toString();
    }

    private static String row(String name, String first, String second) {
        String title = name.length() > 56 ? name.substring(0, 55) + "…" : name;
        return (pad(title, 58) + pad(first, 46) + second).stripTrailing() + "\n";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    String counts() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%-26s%8s%9s%9s%n", "setup", "safe", "ESCAPED", "not run"));
        for (Level level : levels) {
            for (Variant variant : Variant.values()) {
                AttackSetup setup = new AttackSetup(level, variant);
                long safe = count(Verdict.SAFE, setup::equals);
                long escaped = count(Verdict.ESCAPED, setup::equals);
                long not = count(Verdict.NOT_RUN, setup::equals);
                if (safe + escaped + not > 0) {
                    text.append(String.format(Locale.ROOT, "%-26s%8d%9d%9d%n", setup, safe, escaped, not));
                }
            }
        }
        return text.toString();
    }

    /** Puts the matrix into a document, between two marks. */
    void writeInto(Path document) throws IOException {
        String old = Files.readString(document);
        int begin = old.indexOf(BEGIN);
        int end = old.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(document + " has no place for the matrix: " + BEGIN + " and " + END);
        }
        Files.writeString(
                document, old.substring(0, begin) + BEGIN + "\n```text\n" + text() + "```\n" + old.substring(end));
    }
}
