// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Whether a rock of a profile can be installed now.
 *
 * @param request what the profile asks for
 * @param version which version would be installed; empty if none can be
 * @param repository the name of the repository that it comes from; empty if none has it
 * @param problem why it cannot be installed; empty if it can
 * @param origin where it would come from, if no repository has it and the catalogue knows who does
 */
public record RockAvailability(
        Dependency request,
        Optional<RockVersion> version,
        Optional<String> repository,
        String problem,
        Optional<RockOrigin> origin) {
    /**
     * Creates a description.
     *
     * @param request what the profile asks for
     * @param version which version would be installed
     * @param repository where it comes from
     * @param problem why it cannot be installed
     * @param origin where it would come from
     */
    public RockAvailability {
        requireNonNull(request, "request");
        requireNonNull(version, "version");
        requireNonNull(repository, "repository");
        requireNonNull(problem, "problem");
        requireNonNull(origin, "origin");
    }

    /**
     * Whether it can be installed, by itself.
     *
     * @return true if there is a version of it with everything that it needs
     */
    public boolean available() {
        return version.isPresent();
    }

    /** What is missing, and from where it would come, as a clause; only the name and version of what can be installed. */
    @Override
    public String toString() {
        return version.map(chosen -> request.name() + " " + chosen).orElseGet(() -> request + ": " + reason());
    }

    String reason() {
        return problem
                + origin.map(known -> "; to be had from " + known.place() + " (" + known.remedy() + ")")
                        .orElse("");
    }
}
