// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.packages.Dependency;
import org.luarium.packages.ResolutionLimitException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.UnresolvableException;

/**
 * Finds versions of rocks that fit together.
 *
 * <p>It decides rock by rock for the locked version or else the newest that is left, and reads rockspecs only of what it
 * decides for. From each conflict it learns a rule, and takes back the decision that led to it. A version is passed over
 * only if with what was decided before there is no solution with it: the first rock asked for gets the best version of
 * any solution, the second the best that goes with it, and so on. What nothing needs is absent.
 *
 * <p>The method is that of PubGrub, with sets of versions in the place of ranges, as the order of LuaRocks is not total.
 *
 * <p>Not thread-safe; the universe is asked by the thread that calls.
 */
public final class Resolver {
    private final Request request;
    private final Steps steps;
    private final Rocks rocks;
    private final Search search;
    private final Expansion expansion;
    private final Agenda agenda = new Agenda();

    private Resolver(Universe universe, Request request) {
        this.request = request;
        this.steps = new Steps(request.steps());
        this.rocks = new Rocks(universe, request, steps);
        this.search = new Search(steps);
        this.expansion = new Expansion(universe, rocks, search);
    }

    /**
     * Finds versions.
     *
     * @throws UnresolvableException if there are none
     * @throws ResolutionLimitException if that is not known after the steps allowed
     */
    public static Resolution resolve(Universe universe, Request request) {
        return new Resolver(universe, request).resolve();
    }

    private Resolution resolve() {
        for (Dependency dependency : request.requested()) {
            Rock target = rocks.get(dependency.name());
            search.add(Rule.requested(dependency, target));
            agenda.addAll(List.of(target));
        }
        settle();
        while (!agenda.isDone()) {
            advance(agenda.current());
            settle();
        }
        return new Resolution(versions(), steps.done());
    }

    private void advance(Rock rock) {
        IndexSet domain = search.domain(rock);
        int best = rock.best(domain);
        if (domain.isSingle()) {
            agenda.next();
            agenda.addAll(expansion.expand(rock, best));
        } else {
            agenda.mark();
            search.decide(rock, best);
        }
    }

    private void settle() {
        if (!search.settle()) {
            List<Rule> core = Core.minimize(search.core());
            throw new UnresolvableException(request.requested(), new Explanation(core).lines());
        }
        agenda.backTo(search.level());
    }

    private SortedMap<RockName, RockVersion> versions() {
        SortedMap<RockName, RockVersion> versions = new TreeMap<>();
        for (Rock rock : agenda.all()) {
            if (!rock.isProvided()) {
                versions.put(rock.name(), rock.version(search.domain(rock).first()));
            }
        }
        return versions;
    }
}
