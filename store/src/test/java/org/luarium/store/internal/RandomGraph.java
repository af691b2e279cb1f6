// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.luarium.store.Closure;
import org.luarium.store.Config;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;

/** A graph of derivations without circles, the same for the same seed. Its targets are those that nothing depends on. */
public final class RandomGraph {
    private final List<List<Integer>> edges = new ArrayList<>();
    private final long seed;

    public RandomGraph(int size, long seed) {
        this.seed = seed;
        Random random = new Random(seed);
        for (int i = 0; i < size; i++) {
            List<Integer> to = new ArrayList<>();
            for (int j = 0; j < i; j++) {
                if (random.nextInt(i) < 2) {
                    to.add(j);
                }
            }
            edges.add(to);
        }
    }

    public Stage<List<Ref.DRef>> stage(Realizer realizer) {
        return plan -> {
            List<Ref.DRef> drefs = new ArrayList<>();
            Set<Integer> used = new HashSet<>();
            for (int i = 0; i < edges.size(); i++) {
                used.addAll(edges.get(i));
                drefs.add(plan.derive(
                        Config.builder("node-" + i)
                                .set("seed", seed)
                                .set("on", edges.get(i).stream().map(drefs::get).toList())
                                .build(),
                        realizer));
            }
            List<Ref.DRef> targets = new ArrayList<>();
            for (int i = 0; i < drefs.size(); i++) {
                if (!used.contains(i)) {
                    targets.add(drefs.get(i));
                }
            }
            return targets;
        };
    }

    /** What the targets of a closure need, themselves included. */
    public static Set<Ref.DRef> reachable(Closure<?> closure) {
        Set<Ref.DRef> reachable = new HashSet<>();
        List<Ref.DRef> queue = new ArrayList<>(closure.targets());
        for (int i = 0; i < queue.size(); i++) {
            if (reachable.add(queue.get(i))) {
                queue.addAll(closure.plan().derivation(queue.get(i)).config().dependencies());
            }
        }
        return reachable;
    }
}
