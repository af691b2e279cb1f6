// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws conclusions: when all literals of a rule but one are false, that one is true. A rule is looked at when one of
 * the two literals becomes false that it watches, which can be any as long as they are not false.
 *
 * <p>Rules come in the middle of a search, when a rockspec was read, and speak of decisions made long before. Taking
 * back a decision may undo what follows without it. So rules that came after a decision are looked at again when it is
 * taken back.
 */
final class Watches {
    private final Trail trail;
    private final Steps steps;
    private final List<List<Rule>> watchers = new ArrayList<>();
    private final Deque<Rule> fresh = new ArrayDeque<>();
    private final Deque<Rock> changed = new ArrayDeque<>();
    private final Deque<Late> late = new ArrayDeque<>();

    /** A rule that was not there yet when a decision was made. */
    private record Late(Rule rule, int level) {}

    Watches(Trail trail, Steps steps) {
        this.trail = trail;
        this.steps = steps;
    }

    void add(Rule rule) {
        if (rule.size() > 1) {
            watchers(rule.literal(0).rock()).add(rule);
            watchers(rule.literal(1).rock()).add(rule);
        }
        again(rule);
    }

    /** Looks at a rule that is new, or holds for more than before. */
    void again(Rule rule) {
        fresh.add(rule);
        late.push(new Late(rule, trail.level()));
    }

    void changed(Rock rock) {
        changed.add(rock);
    }

    /** To be called when the decisions above a level were taken back. */
    void backTo(int level) {
        changed.clear();
        fresh.clear();
        while (!late.isEmpty() && late.element().level() > level) {
            fresh.add(late.remove().rule());
        }
        fresh.forEach(rule -> late.push(new Late(rule, level)));
    }

    private List<Rule> watchers(Rock rock) {
        while (watchers.size() <= rock.id()) {
            watchers.add(new ArrayList<>());
        }
        return watchers.get(rock.id());
    }

    /** Draws all conclusions, or returns a rule that is violated. */
    @Nullable
    Rule propagate() {
        Rule violated = lookAtFresh();
        while (violated == null && !changed.isEmpty()) {
            violated = lookAround(changed.remove());
        }
        return violated;
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
        List<Rule> list = watchers(rock);
        Rule violated = null;
        int kept = 0;
        for (int i = 0; i < list.size(); i++) {
            Rule rule = list.get(i);
            if (violated == null && mayMatter(rule, rock) && !look(rule)) {
                violated = rule;
            }
            if (rule.watches(rock)) {
                list.set(kept++, rule);
            }
        }
        list.subList(kept, list.size()).clear();
        return violated;
    }

    private boolean mayMatter(Rule rule, Rock rock) {
        steps.count(1);
        Literal first = rule.literal(0);
        return trail.isFalse(first.rock() == rock ? first : rule.literal(1));
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
        if (!trail.domain(literal.rock()).isWithin(literal.values())) {
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
