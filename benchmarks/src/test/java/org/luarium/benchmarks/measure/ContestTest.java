// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {
    @Test
    void takesTurnsAndCountsTheBestMedianAfterWarmingUp() throws Exception {
        List<String> turns = new ArrayList<>();
        List<Double> medians = List.of(1.0, 9.0, 7.0, 8.0);
        Contest contest = new Contest()
                .add("a", () -> {
                    turns.add("a");
                    return medians.get(turns.size() / 2);
                })
                .add("b", () -> {
                    turns.add("b");
                    return 5.0;
                });

        Medians best = contest.run(3);

        assertThat(turns).containsExactly("a", "b", "a", "b", "a", "b", "a", "b");
        assertThat(best.of("a")).isEqualTo(7.0);
        assertThat(best.of("b")).isEqualTo(5.0);
    }

    @Test
    void findsQuantilesByNearestRank() {
        Samples samples = Samples.of(new long[] {5, 1, 4, 2, 3});

        assertThat(samples.median()).isEqualTo(3);
        assertThat(samples.quantile(0.99)).isEqualTo(5);
        assertThat(samples.quantile(0)).isEqualTo(1);
    }
}
