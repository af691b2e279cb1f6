// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.util.Arrays;
import java.util.List;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;

/** Whether the thousandth VM costs more than the fiftieth. */
final class FlatnessRow implements Row {
    private static final int VMS = 1000;
    private static final int ROUNDS = 5;

    @Override
    public String name() {
        return "flatness";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        double early = Double.MAX_VALUE;
        double late = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long[] nanos = new long[VMS];
            try (Host host = Host.create(0)) {
                for (int i = 0; i < VMS; i++) {
                    long began = System.nanoTime();
                    host.manager().create(Host.config("flat-" + i)).execute("return 1+1");
                    nanos[i] = System.nanoTime() - began;
                }
            }
            early = Math.min(
                    early, Samples.of(Arrays.copyOfRange(nanos, 50, 100)).median());
            late = Math.min(
                    late, Samples.of(Arrays.copyOfRange(nanos, 950, 1000)).median());
        }
        return List.of(new Finding(
                "creation of VMs 951 to 1000",
                Unit.TIME,
                late,
                "VMs 51 to 100 of the same host",
                early,
                Goal.ratioAtMost(1.3),
                "best of " + ROUNDS + " medians, pool off"));
    }
}
