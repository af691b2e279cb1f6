// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Derivation;
import org.luarium.store.Realization;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.reference.Definition;

/** A derivation in one realization. What it has chosen is published by whoever hands its dependants on. */
final class Node {
    private final Ref.DRef dref;
    private final Derivation derivation;
    private final List<Node> dependencies = new ArrayList<>();
    private final List<Node> dependants = new ArrayList<>();
    private final boolean forced;
    private final boolean asserted;
    private volatile @Nullable List<Realization> chosen;
    private volatile List<Ref.RRef> refs = List.of();
    private volatile Realized.@Nullable Failure failure;
    private volatile boolean built;

    Node(Ref.DRef dref, Derivation derivation, boolean forced, boolean asserted) {
        this.dref = dref;
        this.derivation = derivation;
        this.forced = forced;
        this.asserted = asserted || derivation.realizedOnly();
    }

    Ref.DRef dref() {
        return dref;
    }

    Derivation derivation() {
        return derivation;
    }

    /** What the store keeps of the derivation, under the name that was computed when it was planned. */
    Definition definition() {
        return new Definition(dref, derivation.config(), derivation.realizer().id(), derivation.fixedOutput());
    }

    boolean isForced() {
        return forced;
    }

    boolean isAsserted() {
        return asserted;
    }

    void dependsOn(Node dependency) {
        dependencies.add(dependency);
        dependency.dependants.add(this);
    }

    List<Node> dependencies() {
        return dependencies;
    }

    List<Node> dependants() {
        return dependants;
    }

    boolean isResolved() {
        return chosen != null;
    }

    boolean isReady() {
        for (Node dependency : dependencies) {
            if (dependency.chosen == null) {
                return false;
            }
        }
        return true;
    }

    List<Realization> chosen() {
        List<Realization> result = chosen;
        if (result == null) {
            throw new IllegalStateException(dref + " is not realized yet");
        }
        return result;
    }

    void choose(List<Realization> realizations) {
        refs = realizations.size() == 1
                ? List.of(realizations.get(0).ref())
                : realizations.stream().map(Realization::ref).sorted().toList();
        chosen = realizations;
    }

    /** Takes what its realizer has made. */
    void chooseBuilt(List<Realization> realizations) {
        built = true;
        choose(realizations);
    }

    boolean isBuilt() {
        return built;
    }

    Optional<Realized.Failure> failure() {
        return Optional.ofNullable(failure);
    }

    void fail(Realized.Failure reason) {
        failure = reason;
    }

    /** What it has chosen, sorted. */
    List<Ref.RRef> refs() {
        return refs;
    }

    /** Whether an object of this derivation was made of what its dependencies have chosen. Both have that in the order of derivations. */
    boolean isMadeOf(List<Entry> origins) {
        int at = 0;
        for (Node dependency : dependencies) {
            for (Ref.RRef ref : dependency.refs) {
                if (at == origins.size() || !origins.get(at).ref().equals(ref)) {
                    return false;
                }
                at++;
            }
        }
        return at == origins.size();
    }

    /** What its direct dependencies have chosen. */
    Map<Ref.DRef, List<Ref.RRef>> directContext() {
        if (dependencies.isEmpty()) {
            return Map.of();
        }
        Map<Ref.DRef, List<Ref.RRef>> context = new TreeMap<>();
        dependencies.forEach(dependency -> context.put(dependency.dref, dependency.refs()));
        return context;
    }

    /** What all its dependencies have chosen, direct or not. */
    Map<Ref.DRef, List<Realization>> context() {
        Map<Ref.DRef, List<Realization>> context = new TreeMap<>();
        Map<Node, Boolean> open = new LinkedHashMap<>();
        List<Node> queue = new ArrayList<>(dependencies);
        for (int i = 0; i < queue.size(); i++) {
            Node node = queue.get(i);
            if (open.put(node, true) == null) {
                context.put(node.dref, node.chosen());
                queue.addAll(node.dependencies);
            }
        }
        return context;
    }
}
