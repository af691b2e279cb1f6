// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A violated rule on its way to one that would have prevented it: literals are replaced by the reasons why they are
 * false.
 */
final class Conflict {
    private final Trail trail;
    private final Map<Rock, Part> parts = new LinkedHashMap<>();
    private final List<Rule> premises = new ArrayList<>();

    /** A literal and the change that made it false. */
    private record Part(Literal literal, int falsifier, int level) {}

    Conflict(Trail trail, Rule violated) {
        this.trail = trail;
        premises.add(violated);
        for (int i = 0; i < violated.size(); i++) {
            merge(violated.literal(i));
        }
    }

    /** How many decisions it rests on. At 0 nothing can be done about it. */
    int level() {
        return parts.values().stream().mapToInt(Part::level).max().orElse(0);
    }

    /** A rule that has one literal left when the last of those decisions is taken back. */
    Rule learn() {
        int level = level();
        while (parts.values().stream().filter(part -> part.level() == level).count() > 1) {
            resolve(latest().orElseThrow());
        }
        return Rule.learned(parts.values().stream().map(Part::literal).toList(), premises);
    }

    /** All rules that make up a conflict which rests on no decision. */
    List<Rule> core() {
        Optional<Part> latest = latest();
        while (latest.isPresent() && latest.get().falsifier() != Trail.START) {
            resolve(latest.get());
            latest = latest();
        }
        return premises;
    }

    private Optional<Part> latest() {
        return parts.values().stream().max(Comparator.comparingInt(Part::level).thenComparingInt(Part::falsifier));
    }

    private void resolve(Part part) {
        Rule reason = trail.reason(part.falsifier());
        premises.add(reason);
        for (int i = 0; i < reason.size(); i++) {
            Literal literal = reason.literal(i);
            if (literal.rock() == part.literal().rock()) {
                put(new Literal(literal.rock(), part.literal().values().and(literal.values())));
            } else {
                merge(literal);
            }
        }
    }

    private void merge(Literal literal) {
        Part old = parts.get(literal.rock());
        put(
                old == null
                        ? literal
                        : new Literal(literal.rock(), old.literal().values().or(literal.values())));
    }

    private void put(Literal literal) {
        if (literal.values().isEmpty()) {
            parts.remove(literal.rock());
        } else {
            int falsifier = trail.falsifier(literal);
            parts.put(literal.rock(), new Part(literal, falsifier, trail.level(falsifier)));
        }
    }
}
