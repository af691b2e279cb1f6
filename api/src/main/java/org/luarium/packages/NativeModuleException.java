// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

/** A rock has modules in machine code, and is asked into an environment that takes none. */
public final class NativeModuleException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;
    /** Which rock. */
    private final String rock;

    /**
     * Creates the exception.
     *
     * @param environment the name of the environment that was to be
     * @param rock the rock, such as {@code lua-cjson 2.1.0-1}
     */
    public NativeModuleException(String environment, String rock) {
        super(
                "rock " + rock + " has modules in machine code, and environment '" + environment
                        + "' is for a profile that loads none; leave it out, or make an environment for another profile",
                null);
        this.environment = requireNonNull(environment, "environment");
        this.rock = requireNonNull(rock, "rock");
    }

    /**
     * Which environment.
     *
     * @return the name of the environment that was to be
     */
    public String environment() {
        return environment;
    }

    /**
     * Which rock.
     *
     * @return the rock, such as {@code lua-cjson 2.1.0-1}
     */
    public String rock() {
        return rock;
    }
}
