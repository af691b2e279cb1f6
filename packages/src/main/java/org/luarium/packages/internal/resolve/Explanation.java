// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luarium.packages.RockVersion;

/** Tells a contradiction in sentences: for each rock on which demands meet, who wants what of it, and what there is. */
final class Explanation {
    private static final int MOST_LINES = 100;

    private final Facts facts;

    Explanation(List<Rule> contradiction) {
        this.facts = new Facts(contradiction);
    }

    List<String> lines() {
        Set<String> lines = new LinkedHashSet<>();
        for (Rock target : facts.targets()) {
            lines.addAll(lines(target));
        }
        if (lines.size() <= MOST_LINES) {
            return List.copyOf(lines);
        }
        List<String> shown = new ArrayList<>(lines.stream().limit(MOST_LINES).toList());
        shown.add("and so on, " + (lines.size() - MOST_LINES) + " more reasons");
        return shown;
    }

    private List<String> lines(Rock target) {
        List<String> lines = new ArrayList<>();
        List<Fact> open = new ArrayList<>(facts.on(target));
        for (Fact fact : facts.on(target)) {
            if (fact.values().isEmpty()) {
                open.remove(fact);
                lines.add(fact + ", but " + nothing(fact));
            }
        }
        lines.addAll(pairs(List.copyOf(open), open));
        lines.addAll(others(target, open));
        for (Cause.Excluded excluded : facts.exclusions(target)) {
            RockVersion version = target.version(excluded.version());
            lines.add(target.name() + " " + version + " is excluded ("
                    + excluded.exclusion().phrase() + ")");
        }
        return lines;
    }

    /** Each demand with another that it contradicts; those that contradict none by themselves stay open. */
    private static List<String> pairs(List<Fact> all, List<Fact> open) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                Fact one = all.get(i);
                Fact other = all.get(j);
                if (one.contradicts(other) && (open.contains(one) || open.contains(other))) {
                    open.removeAll(List.of(one, other));
                    lines.add(one + ", but " + other + wouldDo(List.of(one, other)));
                }
            }
        }
        return lines;
    }

    /** What remains contradicts each other only together, or contradicts what the rock itself needs. */
    private List<String> others(Rock target, List<Fact> open) {
        IndexSet values = target.values();
        for (Fact fact : facts.on(target)) {
            values = values.and(fact.values());
        }
        if (open.size() > 1 && values.isEmpty()) {
            List<String> parts =
                    new ArrayList<>(open.stream().map(Fact::toString).toList());
            String last = parts.remove(parts.size() - 1);
            return List.of(String.join(", ", parts) + ", but " + last + wouldDo(open));
        }
        return open.stream().map(fact -> fact + wouldDo(List.of(fact))).toList();
    }

    /** Why no version meets a demand. */
    private static String nothing(Fact fact) {
        Rock target = fact.target();
        String excluded = excluded(List.of(fact));
        if (!excluded.isEmpty()) {
            return excluded;
        } else if (target.isProvided()) {
            return "this environment has " + target.name() + " " + target.version(0);
        } else if (target.versions().isEmpty() && target.excluded().isEmpty()) {
            return "no repository has " + target.name();
        } else if (target.versions().isEmpty()) {
            return "all of " + target.name() + " is excluded, "
                    + target.excluded().get(0).version() + " for example ("
                    + target.excluded().get(0).phrase() + ")";
        }
        return "there is only " + target.name() + " "
                + Words.versions(target, IndexSet.range(0, target.versions().size()));
    }

    private static String wouldDo(List<Fact> demands) {
        String excluded = excluded(demands);
        return excluded.isEmpty() ? "" : " (" + excluded.replace('(', '[').replace(')', ']') + ")";
    }

    /** The versions that would meet all demands if they were not excluded; by reason. */
    private static String excluded(List<Fact> demands) {
        Rock target = demands.get(0).target();
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (Exclusion exclusion : target.excluded()) {
            if (demands.stream()
                    .allMatch(fact -> fact.dependency().constraints().accepts(exclusion.version()))) {
                byReason.computeIfAbsent(exclusion.phrase(), key -> new ArrayList<>())
                        .add(exclusion.version().toString());
            }
        }
        List<String> clauses = new ArrayList<>();
        byReason.forEach((reason, versions) -> clauses.add(target.name() + " " + Words.list(versions)
                + (versions.size() == 1 ? " is" : " are") + " excluded (" + reason + ")"));
        return String.join(" and ", clauses);
    }
}
