// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.curve;

import java.util.List;
import java.util.function.Consumer;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.StoreBench;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.benchmarks.rows.Context;
import org.luarium.store.Closure;
import org.luarium.store.CollectOptions;
import org.luarium.store.Ref;
import org.luarium.store.internal.StoreImpl;

/** Objects of a store, each of two others: what it costs to make one, to find that it is there, to open and to mark them. */
final class StoreCurve implements Curve {
    private static final List<Integer> SIZES = List.of(100, 1_000, 10_000, 100_000);
    private static final int ROUNDS = 9;
    private static final Plot EACH = new Plot("store-each", "Realizing, for each object", "objects", Unit.TIME);
    private static final Plot ALL = new Plot("store", "A store as a whole", "objects", Unit.TIME);

    @Override
    public String name() {
        return "store";
    }

    @Override
    public List<Plot> plots() {
        return List.of(EACH, ALL);
    }

    @Override
    public void measure(Context context, Consumer<Point> points) throws Exception {
        for (int size : SIZES) {
            try (StoreBench bench = new StoreBench()) {
                measure(bench, size, points);
            }
        }
    }

    private static void measure(StoreBench bench, int size, Consumer<Point> points) throws Exception {
        var root = bench.fresh();
        try (StoreImpl store = StoreBench.open(root)) {
            Closure<List<Ref.DRef>> fresh = store.instantiate(StoreBench.mesh(size));
            StoreBench.settle();
            points.accept(new Point(
                    EACH.name(),
                    "from nothing",
                    size,
                    Samples.time(1, () -> store.realize(fresh)).median() / size));
        }
        StoreBench.settle();
        points.accept(new Point(
                ALL.name(),
                "open and close",
                size,
                Samples.time(ROUNDS, () -> StoreBench.open(root).close()).median()));
        try (StoreImpl store = StoreBench.open(root)) {
            Closure<List<Ref.DRef>> again = store.instantiate(StoreBench.mesh(size));
            points.accept(new Point(
                    EACH.name(),
                    "what is realized",
                    size,
                    Samples.time(ROUNDS, () -> store.realize(again)).median() / size));
            CollectOptions mark = CollectOptions.all().keeping(again.targets()).dryRunning();
            points.accept(new Point(
                    ALL.name(),
                    "mark",
                    size,
                    Samples.time(ROUNDS, () -> store.collect(mark)).median()));
        }
    }
}
