// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.List;
import java.util.stream.Collectors;

/** A rock cannot be removed, as others that stay need it. */
public final class RockInUseException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;

    private final transient RockName rock;
    private final transient List<RockName> neededBy;

    /**
     * Creates the exception.
     *
     * @param environment the name of the environment
     * @param rock the name of the rock
     * @param neededBy the rocks that need it
     */
    public RockInUseException(String environment, RockName rock, List<RockName> neededBy) {
        super(
                "rock " + rock + " of environment '" + environment + "' is needed by "
                        + neededBy.stream().map(RockName::text).collect(Collectors.joining(", "))
                        + "; remove them as well",
                null);
        this.environment = environment;
        this.rock = rock;
        this.neededBy = List.copyOf(neededBy);
    }

    /**
     * Which environment.
     *
     * @return the name of the environment
     */
    public String environment() {
        return environment;
    }

    /**
     * Which rock.
     *
     * @return the name of the rock
     */
    public RockName rock() {
        return rock;
    }

    /**
     * Who needs it.
     *
     * @return the rocks that need it
     */
    public List<RockName> neededBy() {
        return neededBy;
    }
}
