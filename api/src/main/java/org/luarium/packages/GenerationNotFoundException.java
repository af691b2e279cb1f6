// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** An environment has no such generation. */
public final class GenerationNotFoundException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;

    /**
     * Creates the exception.
     *
     * @param environment the name
     * @param wanted which generation, for people
     */
    public GenerationNotFoundException(String environment, String wanted) {
        super("environment '" + environment + "' has no " + wanted + "; see its generations", null);
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
