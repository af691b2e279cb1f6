// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A rock that an environment might do well to have.
 *
 * @param rock which rock
 * @param reason why, for people
 * @param repository the name of the repository that has it; empty if none has, or that is not known because one cannot be read
 */
public record Recommendation(CatalogueEntry rock, String reason, Optional<String> repository) {
    /**
     * Creates a recommendation.
     *
     * @param rock which rock
     * @param reason why
     * @param repository where it comes from
     */
    public Recommendation {
        requireNonNull(rock, "rock");
        requireNonNull(reason, "reason");
        requireNonNull(repository, "repository");
    }
}
