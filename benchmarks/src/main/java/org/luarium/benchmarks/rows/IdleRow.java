// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.ProcessMemory;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.vm.Vm;

/** What a VM costs that has worked once and does nothing now. */
final class IdleRow implements Row {
    private static final int VMS = 100;
    private static final int WARM_UP = 30;
    private static final long SETTLE_SECONDS = 10;
    private static final long WATCH_SECONDS = 10;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (Host host = Host.create(0)) {
            ProcessMemory bare = bare(host.interpreter(), context.workshop().file("idle.lua"));
            for (int i = 0; i < WARM_UP; i++) {
                host.manager().create(Host.config("warm-up-" + i)).execute("return 1");
            }
            int javaBefore = ownThreads();
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < VMS; i++) {
                Vm vm = host.manager().create(Host.config("idle-" + i));
                vm.execute("return 1+1").orThrow();
                pids.add(vm.isolate().info().pid());
            }
            int javaThreads = ownThreads() - javaBefore;
            ProcessMemory ours = ProcessMemory.average(pids);
            // The compilers of the JVM still work on what was just created.
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            double jvmBefore = processNanos();
            ProcessMemory before = ProcessMemory.average(pids);
            TimeUnit.SECONDS.sleep(WATCH_SECONDS);
            double jvmShare = (processNanos() - jvmBefore) / (WATCH_SECONDS * 1e9);
            double childShare = (ProcessMemory.average(pids).cpuNanos() - before.cpuNanos()) / (WATCH_SECONDS * 1e9);
            String against = "bare interpreter with an idle script";
            return List.of(
                    new Finding(
                            "idle VM: memory of its own",
                            Unit.BYTES,
                            ours.own(),
                            against,
                            bare.own(),
                            Goal.ratioAtMost(1.15),
                            VMS + " VMs, each after one execute"),
                    new Finding(
                            "idle VM: proportional memory (PSS)",
                            Unit.BYTES,
                            ours.proportional(),
                            against,
                            bare.proportional(),
                            Goal.ratioAtMost(1.15),
                            ""),
                    Finding.alone(
                            "idle VM: threads in the JVM for " + VMS + " VMs",
                            Unit.COUNT,
                            Math.max(0, javaThreads),
                            Goal.atMost(0),
                            ""),
                    Finding.alone(
                            "idle VMs: processor time of " + VMS + " and the JVM, percent of a core",
                            Unit.COUNT,
                            Math.round((jvmShare + childShare * VMS) * 10_000) / 100.0,
                            Goal.atMost(1),
                            ""));
        }
    }

    private static ProcessMemory bare(Path lua, Path script) throws IOException {
        List<Process> processes = new ArrayList<>();
        try {
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < VMS; i++) {
                Process process = new ProcessBuilder(lua.toString(), script.toString()).start();
                processes.add(process);
                if (process.getInputStream().read() < 0) {
                    throw new IOException("the idle script ended");
                }
                pids.add(process.pid());
            }
            return ProcessMemory.average(pids);
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private static int ownThreads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static double processNanos() throws IOException {
        return ProcessMemory.average(List.of(ProcessHandle.current().pid())).cpuNanos();
    }
}
