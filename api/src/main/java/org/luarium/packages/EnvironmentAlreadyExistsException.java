// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** There is an environment of this name already. */
public final class EnvironmentAlreadyExistsException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which name. */
    private final String environment;

    /**
     * Creates the exception.
     *
     * @param environment the name
     */
    public EnvironmentAlreadyExistsException(String environment) {
        super("there is an environment '" + environment + "' already; delete it first, or take another name", null);
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
