// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.List;
import org.luarium.packages.RockVersion;

/** What there is of one rock, in any order: versions that can be had, and those that cannot. */
public record Offer(List<RockVersion> available, List<Exclusion> excluded) {
    public static final Offer NONE = new Offer(List.of(), List.of());

    public Offer {
        available = List.copyOf(available);
        excluded = List.copyOf(excluded);
    }

    public static Offer of(List<RockVersion> available) {
        return new Offer(available, List.of());
    }
}
