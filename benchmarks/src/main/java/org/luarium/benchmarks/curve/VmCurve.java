// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.curve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Machine;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.benchmarks.rows.Context;
import org.luarium.vm.Vm;

/** Live VMs: what one more costs, and how fast those are that are there. */
final class VmCurve implements Curve {
    private static final List<Integer> SIZES = List.of(10, 30, 100, 300, 1_000, 3_000, 9_000);
    private static final int NEWEST = 100;
    private static final int ASKED = 500;
    private static final long SEED = 42;
    private static final Plot TIME = new Plot("vms", "VMs that live at once", "live VMs", Unit.TIME);
    private static final Plot MEMORY =
            new Plot("vm-memory", "Memory of the machine for each live VM", "live VMs", Unit.BYTES);

    @Override
    public String name() {
        return "vms";
    }

    @Override
    public List<Plot> plots() {
        return List.of(TIME, MEMORY);
    }

    @Override
    public void measure(Context context, Consumer<Point> points) throws Exception {
        Random random = new Random(SEED);
        try (Host host = Host.create(0)) {
            host.manager().create(Host.config("warm-up")).execute("return 1").orThrow();
            long memory = Machine.availableBytes();
            List<Vm> vms = new ArrayList<>();
            for (int size : SIZES) {
                long[] creation = new long[size - vms.size()];
                for (int i = 0; i < creation.length; i++) {
                    long began = System.nanoTime();
                    vms.add(host.manager().create(Host.config("vm-" + vms.size())));
                    creation[i] = System.nanoTime() - began;
                }
                long[] last = Arrays.copyOfRange(creation, Math.max(0, creation.length - NEWEST), creation.length);
                long[] asked = new long[ASKED];
                for (int i = 0; i < ASKED; i++) {
                    Vm vm = vms.get(random.nextInt(size));
                    long began = System.nanoTime();
                    vm.execute("return 1+1").orThrow();
                    asked[i] = System.nanoTime() - began;
                }
                points.accept(new Point(
                        TIME.name(),
                        "creation of the last of them",
                        size,
                        Samples.of(last).median()));
                points.accept(new Point(
                        TIME.name(),
                        "execute on any of them",
                        size,
                        Samples.of(asked).median()));
                points.accept(new Point(
                        MEMORY.name(),
                        "drop of MemAvailable, each",
                        size,
                        Math.max(1024, (memory - Machine.availableBytes()) / (double) size)));
            }
        }
    }
}
