// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds the list of goals in docs/benchmarks.md against the figures in the same document. */
class GoalsTest {
    private static final Path DOCUMENT = Path.of("../docs/benchmarks.md");
    private static final String LIST = "## Every goal";

    @Test
    void eachGoalIsMetExactlyWhereAllFiguresOfItsRowsAre() throws IOException {
        Map<String, Boolean> figures = figures();
        List<String[]> goals = goals();
        assertThat(goals).hasSizeGreaterThan(20);

        for (String[] goal : goals) {
            List<String> rows = rows(goal[2]);
            assertThat(figures.keySet()).as(goal[0]).containsAll(rows);
            boolean met = rows.stream().allMatch(row -> Boolean.TRUE.equals(figures.get(row)));
            assertThat(goal[3]).as(goal[0]).isEqualTo(met ? "yes" : "no");
        }
    }

    /** None where tests tell instead of a benchmark. */
    private static List<String> rows(String cell) {
        return cell.contains("](") ? List.of() : List.of(cell.split("; "));
    }

    /** Whether each row with figures met all its goals. */
    private static Map<String, Boolean> figures() throws IOException {
        Map<String, Boolean> figures = new HashMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            String[] cells = cells(line);
            if (cells.length == 8 && !cells[0].startsWith("-") && !cells[0].equals("work")) {
                figures.merge(cells[0], !cells[5].startsWith("no"), Boolean::logicalAnd);
            }
        }
        return figures;
    }

    private static List<String[]> goals() throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        return lines.stream()
                .skip(lines.indexOf(LIST))
                .dropWhile(line -> !line.startsWith("|---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .map(GoalsTest::cells)
                .toList();
    }

    private static String[] cells(String line) {
        if (!line.startsWith("|")) {
            return new String[0];
        }
        String[] parts = line.split("\\|", -1);
        return Arrays.stream(parts, 1, parts.length - 1).map(String::strip).toArray(String[]::new);
    }
}
