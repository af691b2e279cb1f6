// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

/**
 * What came of making an environment from a profile.
 *
 * @param environment as it is now
 * @param availability what of the profile could be installed, and what is missing
 */
public record ProfileInstallation(Environment environment, ProfileAvailability availability) {
    /**
     * Creates a description.
     *
     * @param environment as it is now
     * @param availability what of the profile could be installed
     */
    public ProfileInstallation {
        requireNonNull(environment, "environment");
        requireNonNull(availability, "availability");
    }
}
