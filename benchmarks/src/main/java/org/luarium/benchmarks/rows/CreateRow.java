// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Tool;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.vm.Vm;
import org.luarium.vm.VmManager;

/** A VM from cold until its first answer. */
final class CreateRow implements Row {
    private static final int ROUNDS = 7;
    private static final int BLOCK = 40;

    @Override
    public String name() {
        return "create";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.PLAIN, Setting.UNPRIVILEGED);
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (Host host = Host.create(0)) {
            Path lua = host.interpreter();
            Path echo = context.workshop().file("echo.lua");
            Optional<Tool> c = context.workshop().tool("spawn", lua.toString(), echo.toString());
            Contest contest = new Contest()
                    .add("ours", () -> ours(host.manager(), BLOCK, true))
                    .add("created", () -> ours(host.manager(), BLOCK, false))
                    .add("java", () -> builder(lua, echo));
            c.ifPresent(tool -> contest.add("c", () -> tool.ask(Integer.toString(BLOCK))));
            Medians best;
            try {
                best = contest.run(ROUNDS);
            } finally {
                c.ifPresent(Tool::close);
            }
            double ours = best.of("ours");
            double created = best.of("created");
            String note = "create() alone returns after " + Unit.TIME.show(created);
            List<Finding> findings = new ArrayList<>();
            String work = "VM from cold to its first result";
            if (best.has("c")) {
                findings.add(new Finding(
                        work,
                        Unit.TIME,
                        ours,
                        "C posix_spawn, smallest script",
                        best.of("c"),
                        Goal.ratioAtMost(3.3),
                        note));
            }
            findings.add(new Finding(
                    work, Unit.TIME, ours, "Java ProcessBuilder, smallest script", best.of("java"), Goal.none(), ""));
            return findings;
        }
    }

    static double ours(VmManager manager, int count, boolean execute) {
        return ours(manager, Confinement.of(Profile.TRUSTED), count, execute);
    }

    static double ours(VmManager manager, Confinement confinement, int count, boolean execute) {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long began = System.nanoTime();
            Vm vm = manager.create(Host.config("create-" + i, confinement));
            if (execute) {
                vm.execute("return 1+1").orThrow();
            }
            nanos[i] = System.nanoTime() - began;
            vm.close();
        }
        return Samples.of(nanos).median();
    }

    private static double builder(Path lua, Path script) throws IOException {
        long[] nanos = new long[BLOCK];
        for (int i = 0; i < nanos.length; i++) {
            long began = System.nanoTime();
            Process process = new ProcessBuilder(lua.toString(), script.toString()).start();
            OutputStream out = process.getOutputStream();
            InputStream in = process.getInputStream();
            out.write(new byte[] {'r', 'e', 't', 'u', 'r', 'n', ' ', '2', '\n'});
            out.flush();
            if (in.read() < 0) {
                throw new IOException("the child of the floor ended");
            }
            nanos[i] = System.nanoTime() - began;
            process.destroyForcibly();
        }
        return Samples.of(nanos).median();
    }
}
