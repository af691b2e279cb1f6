// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * One state of an environment.
 *
 * @param number from 1 on, never used twice in one environment
 * @param current whether it is in force
 * @param created when it was made
 * @param note what was done, for people
 * @param rocks what is in it, by name
 */
public record EnvironmentGeneration(
        int number, boolean current, Instant created, String note, List<InstalledRock> rocks) {
    /**
     * Creates a description.
     *
     * @param number from 1 on, never used twice in one environment
     * @param current whether it is in force
     * @param created when it was made
     * @param note what was done, for people
     * @param rocks what is in it, by name
     */
    public EnvironmentGeneration {
        requireNonNull(created, "created");
        requireNonNull(note, "note");
        rocks = List.copyOf(rocks);
    }
}
