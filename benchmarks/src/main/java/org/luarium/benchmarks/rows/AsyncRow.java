// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Tool;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;

/** Asynchronous calls to ten VMs at once. */
final class AsyncRow implements Row {
    private static final int VMS = 10;
    private static final int IN_FLIGHT = 400;
    private static final int CALLS = 40_000;
    private static final int ROUNDS = 7;
    private static final String CODE = "return 1+1";

    @Override
    public String name() {
        return "async";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.PLAIN, Setting.ONE_CORE);
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (Host host = Host.create(0)) {
            List<Vm> vms = new ArrayList<>();
            for (int i = 0; i < VMS; i++) {
                vms.add(host.manager().create(Host.config("async-" + i)));
            }
            Path lua = host.interpreter();
            Optional<Tool> c = context.workshop()
                    .tool(
                            "link",
                            lua.toString(),
                            context.workshop().file("boot.lua").toString());
            Contest contest = new Contest()
                    .add("ours", () -> Samples.time(1, () -> calls(vms)).median() / CALLS);
            c.ifPresent(tool -> contest.add("c", () -> tool.ask("pipeline " + CALLS + " 40 " + CODE) / CALLS));
            Medians best;
            try {
                best = contest.run(ROUNDS);
            } finally {
                c.ifPresent(Tool::close);
            }
            boolean one = context.setting() == Setting.ONE_CORE;
            int cores = one ? 1 : Runtime.getRuntime().availableProcessors();
            double ours = 1e9 / best.of("ours") / cores;
            String work = "asynchronous calls to 10 VMs, for each core";
            String note = "bursts of " + IN_FLIGHT + " for each VM, " + cores + (one ? " core" : " cores");
            return List.of(
                    best.has("c")
                            ? new Finding(
                                    work,
                                    Unit.RATE,
                                    ours,
                                    "C, pipelined into one Lua",
                                    1e9 / best.of("c"),
                                    Goal.atLeast(50_000),
                                    note)
                            : Finding.alone(work, Unit.RATE, ours, Goal.atLeast(50_000), note));
        }
    }

    /** Submits bursts and waits for each as a whole, so that the submitter is not woken for every call. */
    private static void calls(List<Vm> vms) {
        Script script = Script.of(CODE);
        CompletableFuture<?>[] burst = new CompletableFuture<?>[VMS * IN_FLIGHT];
        for (int done = 0; done < CALLS; done += burst.length) {
            for (int i = 0; i < burst.length; i++) {
                burst[i] = vms.get(i % VMS).executeAsync(script);
            }
            CompletableFuture.allOf(burst).join();
        }
    }
}
