// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.luarium.benchmarks.measure.Finding;

/** The table of a run. */
final class Report {
    private static final List<String> HEADERS =
            List.of("work", "goal", "ours", "floor", "ratio", "met", "the floor is", "note");

    private final List<String> facts;
    private final List<Finding> findings;
    private final List<String> problems;

    Report(List<String> facts, List<Finding> findings, List<String> problems) {
        this.facts = List.copyOf(facts);
        this.findings = List.copyOf(findings);
        this.problems = List.copyOf(problems);
    }

    String text() {
        List<List<String>> rows = rows();
        int[] widths = new int[HEADERS.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        facts.forEach(fact -> text.append(fact).append('\n'));
        problems.forEach(problem -> text.append(problem).append('\n'));
        return text.append(summary()).append('\n').toString();
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        facts.forEach(fact -> text.append("- ").append(fact).append('\n'));
        text.append('\n');
        List<List<String>> rows = rows();
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                text.append("|").append("---|".repeat(HEADERS.size())).append('\n');
            }
        }
        text.append('\n').append(summary()).append('\n');
        problems.forEach(problem -> text.append("- ").append(problem).append('\n'));
        return text.toString();
    }

    String summary() {
        long judged = findings.stream().filter(Finding::judged).count();
        long met = findings.stream()
                .filter(finding -> finding.judged() && finding.met())
                .count();
        long far = findings.stream().filter(finding -> finding.missedBy() > 2).count();
        return String.format(Locale.ROOT, "%d of %d goals met, %d missed by more than 2x.", met, judged, far);
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADERS);
        for (Finding finding : findings) {
            rows.add(List.of(
                    finding.work(),
                    finding.goal().show(finding.unit()),
                    finding.unit().show(finding.ours()),
                    finding.against().isEmpty() ? "-" : finding.unit().show(finding.floor()),
                    finding.ratio(),
                    verdict(finding),
                    finding.against(),
                    finding.note()));
        }
        return rows;
    }

    private static String verdict(Finding finding) {
        if (!finding.judged()) {
            return "-";
        }
        return finding.met() ? "yes" : String.format(Locale.ROOT, "no, by %.2fx", finding.missedBy());
    }
}
