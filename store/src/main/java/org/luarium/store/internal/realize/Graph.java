// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luarium.store.Closure;
import org.luarium.store.Derivation;
import org.luarium.store.InvalidPlanException;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Ref;

/** What of a closure its targets need, dependencies before dependants. */
final class Graph {
    private final List<Node> nodes;
    private final Map<Ref.DRef, Node> byDref;

    private Graph(List<Node> nodes, Map<Ref.DRef, Node> byDref) {
        this.nodes = nodes;
        this.byDref = byDref;
    }

    static Graph of(Closure<?> closure, RealizeOptions options) {
        List<Ref.DRef> order = closure.derivations();
        Map<Ref.DRef, Integer> places = new HashMap<>(2 * order.size());
        for (int i = 0; i < order.size(); i++) {
            places.put(order.get(i), i);
        }
        check(places.keySet(), options.force());
        check(places.keySet(), options.assertRealized());
        check(places.keySet(), options.arguments().keySet());
        BitSet targets = new BitSet();
        closure.targets().forEach(target -> targets.set(place(places, target)));
        Derivation[] derivations = new Derivation[order.size()];
        int[][] dependencies = new int[order.size()][];
        BitSet needed = (BitSet) targets.clone();
        for (int i = needed.length() - 1; i >= 0; i = needed.previousSetBit(i - 1)) {
            derivations[i] = closure.plan().derivation(order.get(i));
            dependencies[i] = derivations[i].config().dependencies().stream()
                    .mapToInt(dependency -> place(places, dependency))
                    .toArray();
            for (int dependency : dependencies[i]) {
                needed.set(dependency);
            }
        }
        List<Node> nodes = new ArrayList<>(needed.cardinality());
        Map<Ref.DRef, Node> byDref = new HashMap<>(2 * needed.cardinality());
        Node[] byPlace = new Node[order.size()];
        for (int i = needed.nextSetBit(0); i >= 0; i = needed.nextSetBit(i + 1)) {
            Ref.DRef dref = order.get(i);
            Node node = new Node(
                    dref,
                    derivations[i],
                    options.force().contains(dref) || (options.forceTargets() && targets.get(i)),
                    options.assertRealized().contains(dref) || (options.assertTargets() && targets.get(i)));
            for (int dependency : dependencies[i]) {
                node.dependsOn(byPlace[dependency]);
            }
            byPlace[i] = node;
            nodes.add(node);
            byDref.put(dref, node);
        }
        return new Graph(nodes, byDref);
    }

    private static int place(Map<Ref.DRef, Integer> places, Ref.DRef dref) {
        return requireNonNull(places.get(dref), "a plan has dependencies first");
    }

    private static void check(Set<Ref.DRef> all, Collection<Ref.DRef> named) {
        for (Ref.DRef dref : named) {
            if (!all.contains(dref)) {
                throw new InvalidPlanException("the options name " + dref + ", which is not part of the closure");
            }
        }
    }

    List<Node> nodes() {
        return nodes;
    }

    Optional<Node> find(Ref.DRef dref) {
        return Optional.ofNullable(byDref.get(dref));
    }
}
