// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luarium.store.Closure;
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
        Set<Ref.DRef> all = new HashSet<>(closure.derivations());
        check(all, options.force());
        check(all, options.assertRealized());
        check(all, options.arguments().keySet());
        Set<Ref.DRef> needed = new HashSet<>(closure.targets());
        List<Ref.DRef> order = closure.derivations();
        for (int i = order.size() - 1; i >= 0; i--) {
            if (needed.contains(order.get(i))) {
                needed.addAll(closure.plan().derivation(order.get(i)).config().dependencies());
            }
        }
        Set<Ref.DRef> targets = new HashSet<>(closure.targets());
        List<Node> nodes = new ArrayList<>(needed.size());
        Map<Ref.DRef, Node> byDref = new HashMap<>();
        for (Ref.DRef dref : order) {
            if (needed.contains(dref)) {
                boolean target = targets.contains(dref);
                Node node = new Node(
                        dref,
                        closure.plan().derivation(dref),
                        options.force().contains(dref) || (options.forceTargets() && target),
                        options.assertRealized().contains(dref) || (options.assertTargets() && target));
                for (Ref.DRef dependency : node.derivation().config().dependencies()) {
                    node.dependsOn(requireNonNull(byDref.get(dependency), "a plan has dependencies first"));
                }
                nodes.add(node);
                byDref.put(dref, node);
            }
        }
        return new Graph(nodes, byDref);
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
