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
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Tool;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.Vm;

/** The first result on a machine where no Lua is installed. */
final class NoLuaRow implements Row {
    private static final int ROUNDS = 5;
    private static final int BLOCK = 20;
    private static final int JVM_BLOCK = 3;

    @Override
    public String name() {
        return "no-lua";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        List<Finding> findings = new ArrayList<>();
        try (Host host = Host.withoutLua()) {
            for (EngineInfo engine : host.manager().engines()) {
                if (engine.usable() && engine.kind() == EngineInfo.Kind.EMBEDDED_NATIVE) {
                    findings.add(embedded(context, host, engine));
                } else if (engine.usable() && engine.kind() == EngineInfo.Kind.EMBEDDED_JVM) {
                    findings.add(jvm(host, engine));
                }
            }
        }
        return findings;
    }

    private static Finding embedded(Context context, Host host, EngineInfo engine) throws Exception {
        Optional<Tool> c = Optional.empty();
        Optional<Path> launcher = engine.executable();
        if (launcher.isPresent()) {
            c = context.workshop()
                    .tool(
                            "spawn",
                            launcher.get().toString(),
                            context.workshop().file("echo.lua").toString());
        }
        Contest contest = new Contest().add("ours", () -> create(host, engine, BLOCK));
        c.ifPresent(tool -> contest.add("c", () -> tool.ask(Integer.toString(BLOCK))));
        Medians best;
        try {
            best = contest.run(ROUNDS);
        } finally {
            c.ifPresent(Tool::close);
        }
        return finding("embedded native engine", best, "c", "C posix_spawn of its launcher", Goal.atMost(3e6));
    }

    private static Finding jvm(Host host, EngineInfo engine) throws Exception {
        String java = ProcessHandle.current().info().command().orElse("java");
        Medians best = new Contest()
                .add("ours", () -> create(host, engine, JVM_BLOCK))
                .add(
                        "java",
                        () -> Samples.time(JVM_BLOCK, () -> Commands.run(java, "-Xshare:auto", "-version"))
                                .median())
                .run(ROUNDS);
        return finding("child JVM", best, "java", "java -version", Goal.atMost(100e6));
    }

    private static double create(Host host, EngineInfo engine, int count) {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long began = System.nanoTime();
            Vm vm = host.manager()
                    .create(Host.config("no-lua-" + i).toBuilder()
                            .engine(engine.name())
                            .build());
            vm.execute("return 1+1").orThrow();
            nanos[i] = System.nanoTime() - began;
            vm.close();
        }
        return Samples.of(nanos).median();
    }

    private static Finding finding(String engine, Medians best, String floor, String against, Goal goal) {
        String work = "no Lua installed, " + engine + ": VM from cold to its first result";
        double ours = best.of("ours");
        return best.has(floor)
                ? new Finding(work, Unit.TIME, ours, against, best.of(floor), goal, "")
                : Finding.alone(work, Unit.TIME, ours, goal, "");
    }
}
