// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the rules of a contradiction say. */
final class Facts {
    private final List<Fact> demands = new ArrayList<>();
    private final List<Cause.Excluded> exclusions = new ArrayList<>();

    Facts(List<Rule> rules) {
        for (Rule rule : rules) {
            Cause cause = rule.cause();
            if (cause instanceof Cause.Requested requested) {
                demands.add(Fact.of(requested));
            } else if (cause instanceof Cause.Needed needed) {
                demands.add(Fact.of(needed));
            } else if (cause instanceof Cause.Excluded excluded) {
                exclusions.add(excluded);
            }
        }
    }

    /** The rocks wanted: first what the user asked for, then what that needs, and so on. */
    Set<Rock> targets() {
        Set<Rock> targets = new LinkedHashSet<>();
        Deque<Optional<Rock>> open = new ArrayDeque<>(List.of(Optional.empty()));
        while (!open.isEmpty()) {
            Optional<Rock> subject = open.poll();
            for (Fact fact : demands) {
                if (fact.subject().equals(subject) && targets.add(fact.target())) {
                    open.add(Optional.of(fact.target()));
                }
            }
        }
        return targets;
    }

    /** Who wants a rock, the user last. */
    List<Fact> on(Rock target) {
        List<Fact> facts = new ArrayList<>();
        demands.stream()
                .filter(fact -> fact.target() == target && fact.subject().isPresent())
                .forEach(facts::add);
        demands.stream()
                .filter(fact -> fact.target() == target && fact.subject().isEmpty())
                .forEach(facts::add);
        return facts;
    }

    List<Cause.Excluded> exclusions(Rock rock) {
        return exclusions.stream().filter(excluded -> excluded.rock() == rock).toList();
    }
}
