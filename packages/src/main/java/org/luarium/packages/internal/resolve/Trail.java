// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which values each rock may still have, and how it came to that. */
final class Trail {
    /** Before everything: what there is at all. */
    static final int START = -1;

    private State[] states = new State[64];
    private final List<Entry> entries = new ArrayList<>();
    private final List<Integer> decisions = new ArrayList<>();

    /**
     * A change.
     *
     * @param reason the rule that made it, or {@code null} for a decision
     * @param level upon how many decisions it rests at most, those behind earlier changes of the rock included
     * @param previous the change of the same rock before
     */
    private record Entry(
            Rock rock, IndexSet before, @Nullable Rule reason, int level, int previous) {}

    private static final class State {
        IndexSet domain;
        int latest = START;

        State(Rock rock) {
            this.domain = rock.values();
        }
    }

    private State state(Rock rock) {
        if (rock.id() >= states.length) {
            states = Arrays.copyOf(states, 2 * rock.id());
        }
        State state = states[rock.id()];
        if (state == null) {
            state = new State(rock);
            states[rock.id()] = state;
        }
        return state;
    }

    IndexSet domain(Rock rock) {
        return state(rock).domain;
    }

    int level() {
        return decisions.size();
    }

    boolean isFalse(Literal literal) {
        return !domain(literal.rock()).intersects(literal.values());
    }

    void decide(Rock rock, int value) {
        decisions.add(entries.size());
        append(rock, IndexSet.range(value, value + 1), null, level());
    }

    /** Makes the first literal of a rule true, whose others are false. */
    void assertFirst(Rule rule) {
        Literal first = rule.literal(0);
        int level = 0;
        for (int i = 1; i < rule.size(); i++) {
            level = Math.max(level, level(falsifier(rule.literal(i))));
        }
        append(first.rock(), domain(first.rock()).and(first.values()), rule, level);
    }

    private void append(Rock rock, IndexSet after, @Nullable Rule reason, int level) {
        State state = state(rock);
        entries.add(new Entry(rock, state.domain, reason, Math.max(level, level(state.latest)), state.latest));
        state.latest = entries.size() - 1;
        state.domain = after;
    }

    int level(int entry) {
        return entry == START ? 0 : entries.get(entry).level();
    }

    /** Why an entry was made. Decisions have no reason, and nobody needs to ask. */
    Rule reason(int entry) {
        Rule reason = entries.get(entry).reason();
        if (reason == null) {
            throw new IllegalStateException("a decision was questioned");
        }
        return reason;
    }

    /** The change that left no value of a literal that is false. */
    int falsifier(Literal literal) {
        int entry = state(literal.rock()).latest;
        while (entry != START && !entries.get(entry).before().intersects(literal.values())) {
            entry = entries.get(entry).previous();
        }
        return entry;
    }

    /** Takes back all decisions above a level with everything that came after them. */
    void backTo(int level) {
        int size = decisions.get(level);
        for (int i = entries.size() - 1; i >= size; i--) {
            Entry entry = entries.remove(i);
            State state = state(entry.rock());
            state.domain = entry.before();
            state.latest = entry.previous();
        }
        decisions.subList(level, decisions.size()).clear();
    }
}
