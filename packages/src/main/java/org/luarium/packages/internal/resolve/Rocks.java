// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

/** The rocks that a search came across. */
final class Rocks {
    private final Universe universe;
    private final Request request;
    private final Steps steps;
    private final Map<RockName, Rock> byName = new HashMap<>();

    Rocks(Universe universe, Request request, Steps steps) {
        this.universe = universe;
        this.request = request;
        this.steps = steps;
    }

    Rock get(RockName name) {
        Rock known = byName.get(name);
        if (known == null) {
            known = create(name);
            byName.put(name, known);
        }
        return known;
    }

    private Rock create(RockName name) {
        RockVersion provided = request.provided().get(name);
        Offer offer = provided == null ? universe.offer(name) : Offer.of(List.of(provided));
        steps.count(offer.available().size());
        return new Rock(
                byName.size(), name, offer, provided != null, request.locked().get(name));
    }
}
