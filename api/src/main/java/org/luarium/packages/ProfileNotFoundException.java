// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.List;

/** There is no profile of this name. */
public final class ProfileNotFoundException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which name. */
    private final String profile;

    /**
     * Creates the exception.
     *
     * @param profile the name
     * @param known the names that there are
     */
    public ProfileNotFoundException(String profile, List<String> known) {
        super("there is no profile '" + Notation.printable(profile) + "'; there are " + String.join(", ", known), null);
        this.profile = profile;
    }

    /**
     * Which name.
     *
     * @return the name
     */
    public String profile() {
        return profile;
    }
}
