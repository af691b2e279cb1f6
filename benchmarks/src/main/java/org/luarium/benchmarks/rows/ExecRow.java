// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.benchmarks.measure.Commands;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.MinimalLink;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Tool;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;

/** A small chunk on a warm VM. */
final class ExecRow implements Row {
    private static final String CODE = "return 1+1";
    private static final int ROUNDS = 9;
    private static final int BLOCK = 4000;
    private static final int PROCESSES = 40;

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.PLAIN, Setting.ONE_CORE);
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (Host host = Host.create(0);
                Vm vm = host.manager().create(Host.config("exec"))) {
            Path lua = host.interpreter();
            Path boot = context.workshop().file("boot.lua");
            Optional<Tool> raw = context.workshop().tool("pingpong");
            Optional<Tool> c = context.workshop().tool("link", lua.toString(), boot.toString());
            byte[] frame = MinimalLink.frame(CODE);
            Script script = Script.of(CODE);
            Medians best;
            try (MinimalLink minimal = new MinimalLink(lua, boot)) {
                Contest contest = new Contest()
                        .add(
                                "ours",
                                () -> Samples.time(BLOCK, () -> vm.execute(script))
                                        .median())
                        .add(
                                "java",
                                () -> Samples.time(BLOCK, () -> minimal.execute(frame))
                                        .median())
                        .add(
                                "process",
                                () -> Samples.time(PROCESSES, () -> Commands.run(lua.toString(), "-e", "print(1+1)"))
                                        .median());
                raw.ifPresent(tool -> contest.add("raw", () -> tool.ask(Integer.toString(BLOCK))));
                c.ifPresent(tool -> contest.add("c", () -> tool.ask("exec " + BLOCK + " " + CODE)));
                best = contest.run(ROUNDS);
            } finally {
                raw.ifPresent(Tool::close);
                c.ifPresent(Tool::close);
            }
            return findings(best);
        }
    }

    private static List<Finding> findings(Medians best) {
        double ours = best.of("ours");
        List<Finding> findings = new ArrayList<>();
        findings.add(finding(ours, "minimal Java caller thread, same child", best.of("java"), Goal.ratioAtMost(1.25)));
        if (best.has("raw")) {
            findings.add(finding(ours, "C pipe ping-pong", best.of("raw"), Goal.ratioAtMost(2.2)));
        }
        if (best.has("c")) {
            findings.add(finding(ours, "C parent, same child", best.of("c"), Goal.none()));
        }
        findings.add(finding(ours, "a new process for each call, from Java", best.of("process"), Goal.timesFaster(50)));
        return findings;
    }

    private static Finding finding(double ours, String against, double floor, Goal goal) {
        return new Finding("execute `" + CODE + "` on a warm VM", Unit.TIME, ours, against, floor, goal, "");
    }
}
