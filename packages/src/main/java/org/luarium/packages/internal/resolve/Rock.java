// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.Constraints;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

/**
 * A rock as the search sees it: a variable whose values are the versions, newest first, and last of all, that the rock
 * is absent.
 */
final class Rock {
    private final int id;
    private final RockName name;
    private final boolean provided;
    private final List<RockVersion> versions;
    private final List<Exclusion> excluded;
    private final int locked;
    private final Map<Constraints, IndexSet> matches = new HashMap<>();

    Rock(int id, RockName name, Offer offer, boolean provided, @Nullable RockVersion locked) {
        this.id = id;
        this.name = name;
        this.provided = provided;
        this.versions = offer.available().stream()
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
        this.excluded = offer.excluded();
        this.locked = locked == null ? -1 : versions.indexOf(locked);
    }

    int id() {
        return id;
    }

    RockName name() {
        return name;
    }

    boolean isProvided() {
        return provided;
    }

    List<RockVersion> versions() {
        return versions;
    }

    List<Exclusion> excluded() {
        return excluded;
    }

    RockVersion version(int index) {
        return versions.get(index);
    }

    /** All values, the absence among them. */
    IndexSet values() {
        return IndexSet.range(0, versions.size() + 1);
    }

    IndexSet matching(Constraints constraints) {
        return matches.computeIfAbsent(
                constraints, key -> IndexSet.matching(versions.size(), i -> key.accepts(versions.get(i))));
    }

    /** What is preferred of some values. */
    int best(IndexSet of) {
        return locked >= 0 && of.contains(locked) ? locked : of.first();
    }
}
