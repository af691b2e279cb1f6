// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** A rock is not in an environment. */
public final class RockNotInstalledException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;

    private final transient RockName rock;

    /**
     * Creates the exception.
     *
     * @param environment the name of the environment
     * @param rock the name of the rock
     */
    public RockNotInstalledException(String environment, RockName rock) {
        super("rock " + rock + " is not in environment '" + environment + "'", null);
        this.environment = environment;
        this.rock = rock;
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
}
