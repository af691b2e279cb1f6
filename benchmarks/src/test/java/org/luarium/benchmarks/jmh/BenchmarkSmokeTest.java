// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

@Tag("benchmark")
class BenchmarkSmokeTest {
    @Test
    void everyBenchmarkRunsOnce() throws Exception {
        var results = new Runner(new OptionsBuilder()
                        .include(LinkBenchmark.class.getName())
                        .include(ExecBenchmark.class.getName())
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(100))
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();

        // Two of the link for each of four kinds of value, and three of exec.
        assertThat(results)
                .hasSize(11)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
    }
}
