// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Where a rock comes from, and where not.
 *
 * @param name of the rock
 * @param repository the name of the repository that it comes from
 * @param versions what that offers, newest first
 * @param shadowed the names of other repositories that offer the rock and are not asked for it, in their order
 */
public record RockOffer(RockName name, String repository, List<RockVersion> versions, List<String> shadowed) {
    /**
     * Creates an offer.
     *
     * @param name of the rock
     * @param repository where it comes from
     * @param versions newest first
     * @param shadowed where it does not come from
     */
    public RockOffer {
        requireNonNull(name, "name");
        requireNonNull(repository, "repository");
        versions = List.copyOf(versions);
        shadowed = List.copyOf(shadowed);
    }
}
