// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import org.jspecify.annotations.Nullable;

/** What belongs to an environment is not there or not as it was. */
public final class EnvironmentDamagedException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;

    /**
     * Creates the exception.
     *
     * @param environment the name
     * @param problem what is wrong, and what to do
     * @param cause what led to it, or {@code null}
     */
    public EnvironmentDamagedException(String environment, String problem, @Nullable Throwable cause) {
        super("environment '" + environment + "' is damaged: " + problem, cause);
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
