// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
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

/** A hundred megabytes of lines from a running chunk, in a JVM whose heap is smaller than that. */
final class OutputRow implements Row {
    private static final int ROUNDS = 7;
    private static final int LINES = 1_000_000;
    private static final String CODE = "local line = string.rep('x', 99) for i = 1, " + LINES + " do print(line) end";

    @Override
    public String name() {
        return "output";
    }

    @Override
    public List<String> jvmOptions() {
        return List.of("-Xmx64m");
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (Host host = Host.create(0);
                Vm vm = host.manager().create(Host.config("output"))) {
            LongAdder received = new LongAdder();
            Script script = Script.of(CODE).withOutput((stream, bytes) -> received.add(bytes.length));
            Path lua = host.interpreter();
            Optional<Tool> c = context.workshop()
                    .tool(
                            "link",
                            lua.toString(),
                            context.workshop().file("boot.lua").toString());
            Contest contest = new Contest().add("ours", () -> {
                received.reset();
                double nanos =
                        Samples.time(1, () -> vm.execute(script).orThrow()).median();
                if (received.sum() != LINES * 100L) {
                    throw new IllegalStateException("output was lost: " + received.sum());
                }
                return nanos;
            });
            c.ifPresent(tool -> contest.add("c", () -> tool.ask("exec 1 " + CODE)));
            Medians best;
            try {
                best = contest.run(ROUNDS);
            } finally {
                c.ifPresent(Tool::close);
            }
            double ours = LINES * 100d / best.of("ours") * 1e3;
            String work = "100 MB of 100-byte lines, streamed";
            String note = "heap of 64 MiB, nothing lost";
            return List.of(
                    best.has("c")
                            ? new Finding(
                                    work,
                                    Unit.THROUGHPUT,
                                    ours,
                                    "C parent, same child",
                                    LINES * 100d / best.of("c") * 1e3,
                                    Goal.atLeast(350),
                                    note)
                            : Finding.alone(work, Unit.THROUGHPUT, ours, Goal.atLeast(350), note));
        }
    }
}
