// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.util.List;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** Code that wants all memory. */
final class MemoryRow implements Row {
    private static final int BOMBS = 20;
    private static final List<String> CODES = List.of(
            "local t = {} while true do t[#t + 1] = string.rep('x', 100000) .. #t end",
            "local s = 'x' while true do s = s .. s end",
            "local t = {} for i = 1, math.huge do t[i] = i end");

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        VmConfig config = VmConfig.builder("bomb")
                .confinement(Confinement.builder(Profile.TRUSTED)
                        .limits(Limits.builder().memoryBytes(64L << 20).build())
                        .build())
                .build();
        try (Host host = Host.create(0);
                Vm vm = host.manager().create(config)) {
            vm.execute("kept = 7").orThrow();
            long pid = vm.isolate().info().pid();
            int good = 0;
            long[] nanos = new long[BOMBS];
            for (int i = 0; i < BOMBS; i++) {
                long began = System.nanoTime();
                ExecutionResult result = vm.execute(CODES.get(i % CODES.size()));
                nanos[i] = System.nanoTime() - began;
                boolean kept = vm.execute("return kept").stdout().strip().equals("7");
                good += result.outcome() == Outcome.MEMORY_LIMIT
                                && kept
                                && vm.isolate().info().pid() == pid
                        ? 1
                        : 0;
            }
            return List.of(Finding.alone(
                    "memory bombs that end as an error, VM and state alive, of " + BOMBS,
                    Unit.COUNT,
                    good,
                    Goal.atLeast(BOMBS),
                    "limit 64 MiB; each took "
                            + Unit.TIME.show(Samples.of(nanos).median())));
        }
    }
}
