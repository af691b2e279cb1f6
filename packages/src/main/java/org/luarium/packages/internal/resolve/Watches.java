// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Draws conclusions: when all literals of a rule but one are false, that one is true. A rule is looked at when one of
 * the two rocks changes that it watches, which need not be others as long as both are not false.
 *
 * <p>Rules come in the middle of a search, when a rockspec was read, and speak of decisions long made. Changes are
 * therefore not sorted by level, and a step back may undo what still follows. So the rocks that got values back are
 * looked at again as well.
 */
final class Watches {
    private final Trail trail;
    private final Steps steps;
    private final Map<Rock, List<Rule>> watchers = new HashMap<>();
    private final Certainties certainties = new Certainties();
    private final Deque<Rule> fresh = new ArrayDeque<>();
    private final Deque<Rock> changed = new ArrayDeque<>();
    private final Set<Rock> waiting = new HashSet<>();

    Watches(Trail trail, Steps steps) {
        this.trail = trail;
        this.steps = steps;
    }

    void add(Rule rule) {
        if (rule.size() == 1) {
            certainties.add(rule);
        } else {
            watchers(rule.literal(0).rock()).add(rule);
            watchers(rule.literal(1).rock()).add(rule);
        }
        again(rule);
    }

    void again(Rule rule) {
        fresh.add(rule);
    }

    void changed(Rock rock) {
        if (waiting.add(rock)) {
            changed.add(rock);
        }
    }

    private List<Rule> watchers(Rock rock) {
        return watchers.computeIfAbsent(rock, key -> new ArrayList<>());
    }

    /** Draws all conclusions, or returns a rule that is violated. */
    @Nullable
    Rule propagate() {
        while (true) {
            Rule violated = lookAtFresh();
            if (violated != null || changed.isEmpty()) {
                return violated;
            }
            Rock rock = changed.remove();
            fresh.addAll(certainties.missed(rock, trail.domain(rock)));
            violated = lookAround(rock);
            if (violated != null) {
                return violated;
            }
        }
    }

    private @Nullable Rule lookAtFresh() {
        while (!fresh.isEmpty()) {
            Rule rule = fresh.remove();
            if (!look(rule)) {
                return rule;
            }
        }
        return null;
    }

    private @Nullable Rule lookAround(Rock rock) {
        waiting.remove(rock);
        List<Rule> list = watchers(rock);
        Rule violated = null;
        int kept = 0;
        for (int i = 0; i < list.size(); i++) {
            Rule rule = list.get(i);
            if (violated == null && !look(rule)) {
                violated = rule;
            }
            if (rule.watches(rock)) {
                list.set(kept++, rule);
            }
        }
        list.subList(kept, list.size()).clear();
        if (violated != null) {
            changed(rock);
        }
        return violated;
    }

    /** Whether the rule is not violated. */
    private boolean look(Rule rule) {
        steps.count(1);
        boolean first = holds(rule, 0);
        boolean second = rule.size() > 1 && holds(rule, 1);
        if (!first && second) {
            rule.swap(0, 1);
        }
        if (first && second) {
            return true;
        } else if (!first && !second) {
            return false;
        }
        Literal literal = rule.literal(0);
        IndexSet domain = trail.domain(literal.rock());
        if (!domain.isWithin(literal.values())) {
            trail.assertFirst(rule);
            changed(literal.rock());
        }
        return true;
    }

    /** Whether the literal that is watched is not false, perhaps because another one took its place. */
    private boolean holds(Rule rule, int watched) {
        if (!trail.isFalse(rule.literal(watched))) {
            return true;
        }
        for (int i = 2; i < rule.size(); i++) {
            if (!trail.isFalse(rule.literal(i))) {
                rule.swap(watched, i);
                watchers(rule.literal(watched).rock()).add(rule);
                return true;
            }
        }
        return false;
    }
}
