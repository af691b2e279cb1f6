// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What of a profile can be installed now, from the repositories that there are.
 *
 * @param profile which profile
 * @param dialect for which Lua, such as {@code 5.4}
 * @param rocks each rock of it by itself, in the order of the profile
 * @param conflict why those that can be had do not go together; empty if they do
 */
public record ProfileAvailability(
        PackageProfile profile, String dialect, List<RockAvailability> rocks, String conflict) {
    /**
     * Creates a description.
     *
     * @param profile which profile
     * @param dialect for which Lua
     * @param rocks each rock of it
     * @param conflict why they do not go together
     */
    public ProfileAvailability {
        requireNonNull(profile, "profile");
        requireNonNull(dialect, "dialect");
        rocks = List.copyOf(rocks);
        requireNonNull(conflict, "conflict");
    }

    /**
     * Whether all of it can be installed.
     *
     * @return true if nothing is missing and everything goes together
     */
    public boolean complete() {
        return conflict.isEmpty() && missing().isEmpty();
    }

    /**
     * What cannot be installed.
     *
     * @return in the order of the profile
     */
    public List<RockAvailability> missing() {
        return rocks.stream().filter(rock -> !rock.available()).toList();
    }
}
