// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmManager;

/** Code that does not end, and code that does not want to. */
final class StopRow implements Row {
    private static final int TIMES = 15;
    private static final int POOL = 16;
    private static final long RUN_MILLIS = 30;

    @Override
    public String name() {
        return "stop";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (Host host = Host.create(POOL)) {
            VmManager manager = host.manager();
            manager.create(Host.config("first")).close();
            long[] soft = new long[TIMES];
            long[] hard = new long[TIMES];
            long[] late = new long[TIMES];
            long[] next = new long[TIMES];
            for (int i = 0; i < TIMES; i++) {
                soft[i] = stop(manager, "soft-" + i, "while true do end", next, i);
                hard[i] = stop(
                        manager, "hard-" + i, "while true do pcall(function() while true do end end) end", next, i);
                late[i] = timeout(manager, "late-" + i);
            }
            Goal bound = Goal.atMost(300e6);
            return List.of(
                    finding("stop `while true do end` of a fresh VM", soft, bound),
                    finding("stop a loop that catches its interrupt", hard, bound),
                    finding("timeout of `while true do end`: too late by", late, bound),
                    finding("next VM from the pool after a stop", next, Goal.atMost(1e6)));
        }
    }

    private static Finding finding(String work, long[] nanos, Goal goal) {
        Samples samples = Samples.of(nanos);
        return Finding.alone(
                work, Unit.TIME, samples.median(), goal, "median; worst " + Unit.TIME.show(samples.quantile(1)));
    }

    private static long stop(VmManager manager, String id, String code, long[] next, int index) throws Exception {
        PoolRow.awaitFull(manager, POOL);
        Vm vm = manager.create(Host.config(id));
        CompletableFuture<ExecutionResult> running = vm.executeAsync(code);
        TimeUnit.MILLISECONDS.sleep(RUN_MILLIS);
        long began = System.nanoTime();
        vm.interrupt();
        ExecutionResult result = running.get(10, TimeUnit.SECONDS);
        long ended = System.nanoTime();
        Vm fresh = manager.create(Host.config("next"));
        next[index] = System.nanoTime() - ended;
        fresh.close();
        vm.close();
        if (result.outcome() != Outcome.INTERRUPTED) {
            throw new IllegalStateException("not interrupted but " + result);
        }
        return ended - began;
    }

    private static long timeout(VmManager manager, String id) {
        Duration limit = Duration.ofMillis(100);
        PoolRow.awaitFull(manager, POOL);
        try (Vm vm = manager.create(Host.config(id))) {
            long began = System.nanoTime();
            ExecutionResult result = vm.execute(Script.of("while true do end").withTimeout(limit));
            long took = System.nanoTime() - began;
            if (result.outcome() != Outcome.TIMEOUT) {
                throw new IllegalStateException("no timeout but " + result);
            }
            return Math.max(0, took - limit.toNanos());
        }
    }
}
