// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.StoreBench;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.store.Closure;
import org.luarium.store.CollectOptions;
import org.luarium.store.CollectReport;
import org.luarium.store.Ref;
import org.luarium.store.internal.StoreImpl;

/** How the cost of a store grows with the number of its objects: opening it, marking and sweeping them, realizing them. */
final class CollectRow implements Row {
    private static final List<Integer> COUNTS = List.of(1_000, 10_000, 100_000);
    private static final int GOAL_COUNT = 10_000;
    private static final int OPENINGS = 15;
    private static final int MARKINGS = 25;

    @Override
    public String name() {
        return "collect";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        List<Finding> findings = new ArrayList<>();
        for (int count : COUNTS) {
            try (StoreBench bench = new StoreBench()) {
                findings.addAll(measure(bench, count));
            }
        }
        return findings;
    }

    private static List<Finding> measure(StoreBench bench, int count) throws Exception {
        boolean goals = count == GOAL_COUNT;
        Path root = bench.fresh();
        Closure<List<Ref.DRef>> closure;
        double cold;
        try (StoreImpl store = StoreBench.open(root)) {
            closure = store.instantiate(StoreBench.mesh(count));
            Closure<List<Ref.DRef>> fresh = closure;
            cold = Samples.time(1, () -> store.realize(fresh)).median();
        }
        StoreBench.settle();
        long[] opening = new long[OPENINGS];
        long[] closing = new long[OPENINGS];
        for (int i = 0; i < OPENINGS; i++) {
            long begin = System.nanoTime();
            StoreImpl store = StoreBench.open(root);
            long open = System.nanoTime();
            store.close();
            opening[i] = open - begin;
            closing[i] = System.nanoTime() - open;
        }
        try (StoreImpl store = StoreBench.open(root)) {
            Closure<List<Ref.DRef>> again = store.instantiate(StoreBench.mesh(count));
            double noop = Samples.time(9, () -> store.realize(again)).quantile(0.1);
            CollectOptions mark = CollectOptions.all().keeping(again.targets()).dryRunning();
            long[] marking = new long[MARKINGS];
            for (int i = 0; i < MARKINGS; i++) {
                marking[i] = store.collect(mark).pause().toNanos();
            }
            StoreBench.settle();
            long begin = System.nanoTime();
            CollectReport swept = store.collect(CollectOptions.all());
            double whole = System.nanoTime() - begin;
            String objects = String.format(Locale.ROOT, "%,d objects, each of two others", count);
            return List.of(
                    Finding.alone(
                            "realize from nothing, for each of " + objects, Unit.TIME, cold / count, Goal.none(), ""),
                    Finding.alone(
                            "realize what is realized, for each of " + objects,
                            Unit.TIME,
                            noop / count,
                            Goal.none(),
                            ""),
                    Finding.alone(
                            "open a store of " + objects,
                            Unit.TIME,
                            Samples.of(opening).quantile(0.1),
                            goals ? Goal.atMost(20e6) : Goal.none(),
                            "best tenth of " + OPENINGS),
                    Finding.alone(
                            "close a store of " + objects,
                            Unit.TIME,
                            Samples.of(closing).quantile(0.1),
                            Goal.none(),
                            "with a look at its folder; best tenth of " + OPENINGS),
                    Finding.alone(
                            "mark all of " + objects,
                            Unit.TIME,
                            Samples.of(marking).quantile(0.1),
                            goals ? Goal.atMost(10e6) : Goal.none(),
                            "and decide what goes: how long others wait for a dry run; best tenth of " + MARKINGS),
                    Finding.alone(
                            "sweep, for each of " + objects,
                            Unit.TIME,
                            (double) swept.pause().toNanos() / count,
                            goals ? Goal.atMost(30e3) : Goal.none(),
                            "how long others wait: marking, the journal, a rename each"),
                    Finding.alone(
                            "sweep and delete, for each of " + objects,
                            Unit.TIME,
                            whole / count,
                            Goal.none(),
                            "until all files are deleted"));
        }
    }
}
