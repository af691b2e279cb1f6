// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rules of one literal. They hold without any decision, but a step back may undo what followed from them. */
final class Certainties {
    private final Map<Rock, List<Rule>> rules = new HashMap<>();
    private final Map<Rock, IndexSet> values = new HashMap<>();

    void add(Rule rule) {
        Literal literal = rule.literal(0);
        rules.computeIfAbsent(literal.rock(), rock -> new ArrayList<>()).add(rule);
        values.merge(literal.rock(), literal.values(), IndexSet::and);
    }

    /** The rules of a rock, if it has values again that they exclude. */
    List<Rule> missed(Rock rock, IndexSet domain) {
        IndexSet allowed = values.get(rock);
        return allowed == null || domain.isWithin(allowed) ? List.of() : rules.getOrDefault(rock, List.of());
    }
}
