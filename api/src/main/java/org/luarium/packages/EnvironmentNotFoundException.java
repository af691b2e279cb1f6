// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** There is no environment of this name. */
public final class EnvironmentNotFoundException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which name. */
    private final String environment;

    /**
     * Creates the exception.
     *
     * @param environment the name
     */
    public EnvironmentNotFoundException(String environment) {
        super("there is no environment '" + environment + "'; create it, or install something into it", null);
        this.environment = environment;
    }

    /**
     * Which name.
     *
     * @return the name
     */
    public String environment() {
        return environment;
    }
}
