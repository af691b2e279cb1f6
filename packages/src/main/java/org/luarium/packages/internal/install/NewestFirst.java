// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.packages.Dependency;
import org.luarium.packages.ResolutionLimitException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.UnresolvableException;

/** Takes the newest version that meets all that is known so far, and begins anew when more becomes known. It never takes an older version so that the needs of that one fit better. */
final class NewestFirst implements Solver {
    private static final int MOST_ROUNDS = 1000;

    @Override
    public SortedMap<RockName, RockVersion> solve(Universe universe, Question question) {
        Map<RockName, List<Need>> needs = new TreeMap<>();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Map<RockName, List<Need>> found = new TreeMap<>();
            SortedMap<RockName, RockVersion> chosen = choose(universe, question, needs, found);
            if (found.equals(needs)) {
                return chosen;
            }
            needs = found;
        }
        throw new ResolutionLimitException(MOST_ROUNDS);
    }

    private record Need(String by, Dependency dependency) {}

    private static SortedMap<RockName, RockVersion> choose(
            Universe universe, Question question, Map<RockName, List<Need>> known, Map<RockName, List<Need>> found) {
        SortedMap<RockName, RockVersion> chosen = new TreeMap<>();
        Deque<Need> open = new ArrayDeque<>();
        question.requested().forEach(request -> open.add(new Need("you asked for", request)));
        while (!open.isEmpty()) {
            Need need = open.poll();
            RockName name = need.dependency().name();
            List<Need> all = found.computeIfAbsent(name, key -> new ArrayList<>());
            all.add(need);
            RockVersion provided = question.provided().get(name);
            if (provided != null) {
                if (!need.dependency().constraints().accepts(provided)) {
                    throw unresolvable(question, List.of(text(need) + ", and this is " + name + " " + provided));
                }
            } else if (!chosen.containsKey(name)) {
                List<Need> conditions = new ArrayList<>(known.getOrDefault(name, List.of()));
                conditions.add(need);
                RockVersion version = version(universe, question, name, conditions);
                chosen.put(name, version);
                universe.dependencies(name, version)
                        .forEach(next -> open.add(new Need(name + " " + version + " needs", next)));
            }
        }
        return chosen;
    }

    private static RockVersion version(Universe universe, Question question, RockName name, List<Need> conditions) {
        Optional<RockVersion> locked =
                Optional.ofNullable(question.locked().get(name)).filter(version -> accepted(conditions, version));
        if (locked.isPresent()) {
            return locked.get();
        }
        List<RockVersion> versions = universe.versions(name);
        return versions.stream()
                .filter(version -> accepted(conditions, version))
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> {
                    List<String> lines = new ArrayList<>();
                    conditions.stream().distinct().forEach(need -> lines.add(text(need)));
                    lines.add(
                            versions.isEmpty()
                                    ? "no repository has " + name
                                    : "there are " + name + " "
                                            + versions.stream()
                                                    .sorted()
                                                    .map(RockVersion::toString)
                                                    .toList());
                    return unresolvable(question, lines);
                });
    }

    private static boolean accepted(List<Need> conditions, RockVersion version) {
        return conditions.stream()
                .allMatch(need -> need.dependency().constraints().accepts(version));
    }

    private static String text(Need need) {
        return need.by() + " " + need.dependency();
    }

    private static UnresolvableException unresolvable(Solver.Question question, List<String> lines) {
        return new UnresolvableException(question.requested(), lines);
    }
}
