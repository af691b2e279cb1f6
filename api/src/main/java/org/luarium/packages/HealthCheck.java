// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

/**
 * One thing that was looked at to tell how an environment is.
 *
 * @param name what was looked at, such as {@code interpreter}
 * @param status what came of it
 * @param weight how many points there are for it
 * @param points how many of them it gets; 0 if it was not checked
 * @param explanation what was found, or why it could not be looked at
 * @param remedy what to do; empty if nothing is to be done
 */
public record HealthCheck(String name, Status status, int weight, int points, String explanation, String remedy) {
    /** What comes of a check. */
    public enum Status {
        /** All is well. */
        OK,
        /** It works, but not all of it is as it should be. */
        WARNING,
        /** It does not work. */
        FAILED,
        /** It could not be checked, and does not count. */
        UNKNOWN
    }

    /**
     * Creates a check.
     *
     * @param name what was looked at
     * @param status what came of it
     * @param weight how many points there are for it, 1 to 100
     * @param points how many of them it gets
     * @param explanation what was found
     * @param remedy what to do
     * @throws IllegalArgumentException if the weight or the points are out of range
     */
    public HealthCheck {
        requireNonNull(name, "name");
        requireNonNull(status, "status");
        requireNonNull(explanation, "explanation");
        requireNonNull(remedy, "remedy");
        if (weight < 1 || weight > 100 || points < 0 || points > weight) {
            throw new IllegalArgumentException("check " + name + " has " + points + " of " + weight
                    + " points; give a weight of 1 to 100 and points up to it");
        }
    }
}
