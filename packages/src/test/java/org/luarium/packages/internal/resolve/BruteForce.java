// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luarium.packages.Dependency;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

/** Tries everything, in the order in which the resolver promises to prefer it. */
final class BruteForce {
    private final Universe universe;
    private final Map<RockName, RockVersion> locked;

    BruteForce(Universe universe, Map<RockName, RockVersion> locked) {
        this.universe = universe;
        this.locked = locked;
    }

    /** The first solution in that order: rocks as they come to be needed, versions from the best to the worst. */
    Optional<Map<RockName, RockVersion>> solve(List<Dependency> requested) {
        return extend(new LinkedHashMap<>(), new ArrayList<>(requested));
    }

    private Optional<Map<RockName, RockVersion>> extend(Map<RockName, RockVersion> chosen, List<Dependency> demands) {
        for (Dependency demand : demands) {
            RockVersion version = chosen.get(demand.name());
            if (version != null && !demand.constraints().accepts(version)) {
                return Optional.empty();
            }
        }
        Optional<RockName> open = demands.stream()
                .map(Dependency::name)
                .filter(name -> !chosen.containsKey(name))
                .findFirst();
        if (open.isEmpty()) {
            return Optional.of(chosen);
        }
        for (RockVersion version : candidates(open.get())) {
            if (universe.read(open.get(), version) instanceof Needs needs) {
                Map<RockName, RockVersion> more = new LinkedHashMap<>(chosen);
                more.put(open.get(), version);
                List<Dependency> all = new ArrayList<>(demands);
                all.addAll(needs.dependencies());
                Optional<Map<RockName, RockVersion>> solution = extend(more, all);
                if (solution.isPresent()) {
                    return solution;
                }
            }
        }
        return Optional.empty();
    }

    private List<RockVersion> candidates(RockName name) {
        Deque<RockVersion> versions = new ArrayDeque<>(universe.offer(name).available().stream()
                .sorted(Comparator.reverseOrder())
                .toList());
        RockVersion preferred = locked.get(name);
        if (preferred != null && versions.remove(preferred)) {
            versions.addFirst(preferred);
        }
        return List.copyOf(versions);
    }
}
