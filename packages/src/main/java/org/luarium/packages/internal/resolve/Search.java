// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules, decisions, and what follows from them. */
final class Search {
    private final Trail trail = new Trail();
    private final Watches watches;
    private final List<Rule> given = new ArrayList<>();
    private List<Rule> core = List.of();

    Search(Steps steps) {
        this.watches = new Watches(trail, steps);
    }

    void add(Rule rule) {
        given.add(rule);
        watches.add(rule);
    }

    /** Looks at a rule again that now holds for more. */
    void again(Rule rule) {
        watches.again(rule);
    }

    void decide(Rock rock, int value) {
        trail.decide(rock, value);
        watches.changed(rock);
    }

    int level() {
        return trail.level();
    }

    IndexSet domain(Rock rock) {
        return trail.domain(rock);
    }

    /**
     * Draws all conclusions and takes back decisions that turn out to be wrong.
     *
     * @return false if the rules contradict each other
     */
    boolean settle() {
        for (Rule violated = watches.propagate(); violated != null; violated = watches.propagate()) {
            Conflict conflict = new Conflict(trail, violated);
            if (conflict.level() == 0) {
                core = leaves(conflict.core());
                return false;
            }
            Rule learned = conflict.learn();
            trail.backTo(conflict.level() - 1);
            watches.backTo(trail.level());
            watches.add(learned);
        }
        return true;
    }

    /** The rules that contradict each other, of those that were added and in that order. */
    List<Rule> core() {
        return core;
    }

    private List<Rule> leaves(Collection<Rule> premises) {
        Set<Rule> seen = new HashSet<>();
        Deque<Rule> open = new ArrayDeque<>(premises);
        while (!open.isEmpty()) {
            Rule rule = open.poll();
            if (seen.add(rule) && rule.cause() instanceof Cause.Learned learned) {
                open.addAll(learned.premises());
            }
        }
        return given.stream().filter(seen::contains).toList();
    }
}
