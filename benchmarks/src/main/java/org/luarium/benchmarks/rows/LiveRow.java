// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Machine;
import org.luarium.benchmarks.measure.ProcessMemory;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.vm.Vm;

/** Many VMs at once. */
final class LiveRow implements Row {
    private static final long SEED = 42;

    @Override
    public String name() {
        return "live";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (Host host = Host.create(0)) {
            host.manager().create(Host.config("warm-up")).execute("return 1");
            long threadsBefore = threads();
            long filesBefore = openFiles();
            long memoryBefore = Machine.availableBytes();
            List<Vm> vms = new ArrayList<>();
            String end = "";
            long began = System.nanoTime();
            while (vms.size() < context.vms() && end.isEmpty()) {
                try {
                    vms.add(host.manager().create(Host.config("live-" + vms.size())));
                } catch (RuntimeException e) {
                    end = "; then: " + e.getMessage();
                }
            }
            long created = System.nanoTime() - began;
            long memory = memoryBefore - Machine.availableBytes();
            Collections.shuffle(vms, new Random(SEED));
            int answering = 0;
            long[] nanos = new long[vms.size()];
            for (int i = 0; i < nanos.length; i++) {
                long asked = System.nanoTime();
                answering += vms.get(i).execute("return 1+1").success() ? 1 : 0;
                nanos[i] = System.nanoTime() - asked;
            }
            int count = vms.size();
            String files = String.format(java.util.Locale.ROOT, "%.1f", (openFiles() - filesBefore) / (double) count);
            double threads = Math.max(0, threads() - threadsBefore);
            return List.of(
                    Finding.alone(
                            "live VMs that answer, of " + context.vms(),
                            Unit.COUNT,
                            answering,
                            Goal.atLeast(context.vms()),
                            files + " open files each, created in " + Unit.TIME.show(created / (double) count) + " each"
                                    + end),
                    Finding.alone(
                            "memory of the machine for each live VM, all in",
                            Unit.BYTES,
                            memory / (double) count,
                            Goal.atMost(0.6 * (1 << 20)),
                            "drop of MemAvailable"),
                    Finding.alone("threads of the JVM for all of them", Unit.COUNT, threads, Goal.atMost(16), ""),
                    Finding.alone(
                            "execute on a VM that nobody used lately",
                            Unit.TIME,
                            Samples.of(nanos).median(),
                            Goal.none(),
                            "p99 " + Unit.TIME.show(Samples.of(nanos).quantile(0.99))));
        }
    }

    private static long threads() throws IOException {
        return (long)
                ProcessMemory.average(List.of(ProcessHandle.current().pid())).threads();
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
