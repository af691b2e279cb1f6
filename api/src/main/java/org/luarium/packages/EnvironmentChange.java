// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What came of an installation, a removal or an update. A rock of which another version was taken is among both added and
 * removed.
 *
 * @param environment as it is now
 * @param added what is new
 * @param removed what is not there any more
 * @param fallbacks which of the new ones were built from their sources, although a built one was to be had
 */
public record EnvironmentChange(
        Environment environment,
        List<InstalledRock> added,
        List<InstalledRock> removed,
        List<SourceFallback> fallbacks) {
    /**
     * Creates a description.
     *
     * @param environment as it is now
     * @param added what is new
     * @param removed what is not there any more
     * @param fallbacks which of the new ones were built from their sources
     */
    public EnvironmentChange {
        requireNonNull(environment, "environment");
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        fallbacks = List.copyOf(fallbacks);
    }

    /**
     * Whether nothing was to be done for its rocks.
     *
     * @return true if no rock came or went
     */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty();
    }
}
