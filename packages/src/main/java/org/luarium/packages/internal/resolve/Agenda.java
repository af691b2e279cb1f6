// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rocks that have to be there, in the order in which they are decided: those asked for, then what these need, and
 * so on. It follows from the decisions alone and so does not depend on detours.
 */
final class Agenda {
    private final List<Rock> rocks = new ArrayList<>();
    private final Set<Rock> present = new HashSet<>();
    private final List<Mark> marks = new ArrayList<>();
    private int position;

    private record Mark(int size, int position) {}

    void addAll(Collection<Rock> more) {
        for (Rock rock : more) {
            if (present.add(rock)) {
                rocks.add(rock);
            }
        }
    }

    boolean isDone() {
        return position == rocks.size();
    }

    Rock current() {
        return rocks.get(position);
    }

    void next() {
        position++;
    }

    /** Remembers everything before a decision. */
    void mark() {
        marks.add(new Mark(rocks.size(), position));
    }

    /** Returns to what it was before all decisions but so many. */
    void backTo(int level) {
        while (marks.size() > level) {
            Mark mark = marks.remove(marks.size() - 1);
            List<Rock> dropped = rocks.subList(mark.size(), rocks.size());
            dropped.forEach(present::remove);
            dropped.clear();
            position = mark.position();
        }
    }

    List<Rock> all() {
        return Collections.unmodifiableList(rocks);
    }
}
