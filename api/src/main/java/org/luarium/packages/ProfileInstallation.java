// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What came of making an environment from a profile.
 *
 * @param environment as it is now
 * @param availability what of the profile could be installed, and what is missing
 * @param fallbacks what was built from its sources, although a built one was to be had
 */
public record ProfileInstallation(
        Environment environment, ProfileAvailability availability, List<SourceFallback> fallbacks) {
    /**
     * Creates a description.
     *
     * @param environment as it is now
     * @param availability what of the profile could be installed
     * @param fallbacks what was built from its sources
     */
    public ProfileInstallation {
        requireNonNull(environment, "environment");
        requireNonNull(availability, "availability");
        fallbacks = List.copyOf(fallbacks);
    }
}
