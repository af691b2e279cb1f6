// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.curve;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Tool;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.benchmarks.rows.Context;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;

/** Output of one call, in lines of 100 bytes, in a JVM whose heap is smaller than the largest. */
final class OutputCurve implements Curve {
    private static final List<Integer> LINES = List.of(10, 100, 1_000, 10_000, 100_000, 1_000_000);
    private static final int LINE = 100;
    private static final int ROUNDS = 5;
    private static final Plot PLOT = new Plot("output", "Output of one call", "lines of 100 bytes", Unit.THROUGHPUT);

    @Override
    public String name() {
        return "output";
    }

    @Override
    public List<Plot> plots() {
        return List.of(PLOT);
    }

    @Override
    public List<String> jvmOptions() {
        return List.of("-Xmx64m");
    }

    @Override
    public void measure(Context context, Consumer<Point> points) throws Exception {
        try (Host host = Host.create(0);
                Vm vm = host.manager().create(Host.config("output"))) {
            Optional<Tool> c = context.workshop()
                    .tool(
                            "link",
                            host.interpreter().toString(),
                            context.workshop().file("boot.lua").toString());
            try {
                for (int lines : LINES) {
                    measure(vm, c, lines, points);
                }
            } finally {
                c.ifPresent(Tool::close);
            }
        }
    }

    private static void measure(Vm vm, Optional<Tool> c, int lines, Consumer<Point> points) throws Exception {
        String code = "local line = string.rep('x', 99) for i = 1, " + lines + " do print(line) end";
        int times = Math.max(1, 2_000 / lines);
        LongAdder received = new LongAdder();
        Script script = Script.of(code).withOutput((stream, bytes) -> received.add(bytes.length));
        Contest contest = new Contest()
                .add(
                        "ours",
                        () -> Samples.time(times, () -> {
                                    received.reset();
                                    vm.execute(script).orThrow();
                                    if (received.sum() != (long) lines * LINE) {
                                        throw new IllegalStateException("output was lost: " + received.sum());
                                    }
                                })
                                .median());
        c.ifPresent(tool -> contest.add("c", () -> tool.ask("exec " + times + " " + code)));
        Medians best = contest.run(ROUNDS);
        double bytes = (double) lines * LINE;
        points.accept(new Point(PLOT.name(), "streamed to a listener", lines, bytes / best.of("ours") * 1e3));
        if (best.has("c")) {
            points.accept(new Point(PLOT.name(), "C parent, same child", lines, bytes / best.of("c") * 1e3));
        }
    }
}
