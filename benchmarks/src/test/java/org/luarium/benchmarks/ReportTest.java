// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Unit;

class ReportTest {
    private final Report report = new Report(
            List.of("processor: fast"),
            List.of(
                    new Finding("exec", Unit.TIME, 12_000, "C", 10_000, Goal.ratioAtMost(1.25), ""),
                    new Finding("create", Unit.TIME, 3_000_000, "C", 1_000_000, Goal.ratioAtMost(1.2), "slow"),
                    Finding.alone("rate", Unit.RATE, 5, Goal.none(), "")),
            List.of());

    @Test
    void showsEachFigureBesideItsFloorAndGoal() {
        assertThat(report.markdown())
                .contains("| exec | ≤ 1.25x | 12.0 µs | 10.0 µs | 1.20x | yes | C |  |")
                .contains("| create | ≤ 1.2x | 3.00 ms | 1.00 ms | 3.00x | no, by 2.50x | C | slow |")
                .contains("processor: fast");
    }

    @Test
    void countsOnlyWhatHasAGoal() {
        assertThat(report.summary()).isEqualTo("1 of 2 goals met, 1 missed by more than 2x.");
    }
}
