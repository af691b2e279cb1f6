// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.luarium.packages.Dependency;

/** Reads what versions need, each once, and makes rules of it. */
final class Expansion {
    private final Universe universe;
    private final Rocks rocks;
    private final Search search;
    private final Map<Rock, Map<Integer, Set<Rock>>> known = new HashMap<>();

    private final Map<Key, Rule> rules = new HashMap<>();

    private record Key(Rock rock, Dependency dependency) {}

    Expansion(Universe universe, Rocks rocks, Search search) {
        this.universe = universe;
        this.rocks = rocks;
        this.search = search;
    }

    /** The rocks that a version needs, in the order of its rockspec. */
    Set<Rock> expand(Rock rock, int version) {
        Map<Integer, Set<Rock>> versions = known.computeIfAbsent(rock, key -> new HashMap<>());
        Set<Rock> needed = versions.get(version);
        if (needed == null) {
            needed = read(rock, version);
            versions.put(version, needed);
        }
        return needed;
    }

    private Set<Rock> read(Rock rock, int version) {
        if (rock.isProvided()) {
            return Set.of();
        }
        Reading reading = universe.read(rock.name(), rock.version(version));
        if (reading instanceof Exclusion exclusion) {
            search.add(Rule.excluded(rock, version, exclusion));
            return Set.of();
        }
        Set<Rock> needed = new LinkedHashSet<>();
        for (Dependency dependency : ((Needs) reading).dependencies()) {
            Rock target = rocks.get(dependency.name());
            demand(rock, version, dependency, target);
            needed.add(target);
        }
        return needed;
    }

    /** What several versions need in the same words is one rule. */
    private void demand(Rock rock, int version, Dependency dependency, Rock target) {
        Key key = new Key(rock, dependency);
        Rule rule = rules.get(key);
        if (rule == null) {
            rule = Rule.needed(rock, version, dependency, target);
            rules.put(key, rule);
            search.add(rule);
        } else {
            rule.widen(version);
            search.again(rule);
        }
    }
}
