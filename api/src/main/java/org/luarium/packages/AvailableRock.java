// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A rock that can be installed.
 *
 * @param name of the rock
 * @param versions what there is, the newest first
 * @param repository the name of the repository that has it
 */
public record AvailableRock(RockName name, List<RockVersion> versions, String repository) {
    /**
     * Creates a description.
     *
     * @param name of the rock
     * @param versions what there is, the newest first
     * @param repository the name of the repository that has it
     */
    public AvailableRock {
        requireNonNull(name, "name");
        versions = List.copyOf(versions);
        requireNonNull(repository, "repository");
    }
}
