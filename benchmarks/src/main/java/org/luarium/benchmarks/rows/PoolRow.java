// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.vm.Vm;
import org.luarium.vm.VmManager;

/**
 * A VM from the warm pool. It takes a quarter of the pool, ends these VMs and waits until the pool is full again: what ending and starting processes costs is the row of creation.
 */
final class PoolRow implements Row {
    private static final int POOL = 64;
    private static final int BATCH = POOL / 4;
    private static final int TAKES = 1000;
    private static final int WARM_UP = 6000;

    @Override
    public String name() {
        return "pool";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (Host host = Host.create(POOL)) {
            VmManager manager = host.manager();
            manager.create(Host.config("first")).close();
            List<Vm> used = new ArrayList<>();
            long[] take = new long[TAKES];
            long[] both = new long[TAKES];
            for (int i = -WARM_UP; i < TAKES; i++) {
                if (i % BATCH == 0) {
                    used.forEach(Vm::close);
                    used.clear();
                    awaitFull(manager, POOL);
                }
                long began = System.nanoTime();
                Vm vm = manager.create(Host.config("take-" + i));
                long taken = System.nanoTime();
                vm.execute("return 1+1").orThrow();
                long answered = System.nanoTime();
                used.add(vm);
                if (i >= 0) {
                    take[i] = taken - began;
                    both[i] = answered - began;
                }
            }
            Samples takes = Samples.of(take);
            Samples boths = Samples.of(both);
            return List.of(
                    Finding.alone(
                            "VM from the warm pool: create() returns",
                            Unit.TIME,
                            takes.median(),
                            Goal.atMost(10_000),
                            "median; p99 " + Unit.TIME.show(takes.quantile(0.99))),
                    Finding.alone(
                            "VM from the warm pool: create() and first execute, p99",
                            Unit.TIME,
                            boths.quantile(0.99),
                            Goal.atMost(300_000),
                            "median " + Unit.TIME.show(boths.median())));
        }
    }

    static void awaitFull(VmManager manager, int size) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (manager.statistics().pooled() < size) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the pool does not fill");
            }
            LockSupport.parkNanos(200_000);
        }
    }
}
