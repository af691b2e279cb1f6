// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** An environment, or a generation of it, is being used by VMs. */
public final class EnvironmentInUseException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;

    /**
     * Creates the exception.
     *
     * @param environment the name
     */
    public EnvironmentInUseException(String environment) {
        super("environment '" + environment + "' is being used by VMs; close them first", null);
        this.environment = environment;
    }

    /**
     * Which environment.
     *
     * @return the name
     */
    public String environment() {
        return environment;
    }
}
