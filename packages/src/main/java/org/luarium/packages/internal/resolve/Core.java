// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.luarium.packages.ResolutionLimitException;

/** Rules that contradict each other, of which none can be left out. */
final class Core {
    private static final long MOST_STEPS = 1_000_000;

    private Core() {}

    /** Leaves out what is not needed for the contradiction, as long as that does not take too long. */
    static List<Rule> minimize(List<Rule> contradiction) {
        List<Rule> core = contradiction;
        Steps steps = new Steps(MOST_STEPS);
        try {
            for (Rule rule : contradiction) {
                if (core.contains(rule)) {
                    core = without(rule, core, steps);
                }
            }
        } catch (ResolutionLimitException e) {
            return core;
        }
        return core;
    }

    private static List<Rule> without(Rule rule, List<Rule> core, Steps steps) {
        List<Rule> rest = new ArrayList<>(core);
        rest.remove(rule);
        Optional<List<Rule>> smaller = contradiction(rest, steps);
        if (smaller.isEmpty()) {
            return core;
        }
        Set<Rule> kept = new HashSet<>(smaller.get());
        return rest.stream().filter(kept::contains).toList();
    }

    /** Those of some rules that contradict each other; empty if they can all be met. */
    private static Optional<List<Rule>> contradiction(List<Rule> rules, Steps steps) {
        Search search = new Search(steps);
        Set<Rock> rocks = new LinkedHashSet<>();
        for (Rule rule : rules) {
            search.add(rule);
            for (int i = 0; i < rule.size(); i++) {
                rocks.add(rule.literal(i).rock());
            }
        }
        while (search.settle()) {
            Optional<Rock> open = rocks.stream()
                    .filter(rock -> !search.domain(rock).isSingle())
                    .findFirst();
            if (open.isEmpty()) {
                return Optional.empty();
            }
            search.decide(open.get(), open.get().best(search.domain(open.get())));
        }
        return Optional.of(search.core());
    }
}
