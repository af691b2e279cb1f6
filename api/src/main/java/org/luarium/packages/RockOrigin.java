// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

/**
 * Where a rock would come from that no repository has now.
 *
 * @param place what has it, for people, such as the address of a repository
 * @param remedy what to do to get it from there
 */
public record RockOrigin(String place, String remedy) {
    /**
     * Creates an origin.
     *
     * @param place what has it
     * @param remedy what to do
     */
    public RockOrigin {
        requireNonNull(place, "place");
        requireNonNull(remedy, "remedy");
    }
}
