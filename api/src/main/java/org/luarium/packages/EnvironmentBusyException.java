// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** Somebody else has been changing an environment for too long. */
public final class EnvironmentBusyException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;
    /** How long. */
    private final java.time.Duration waited;

    /**
     * Creates the exception.
     *
     * @param environment the name
     * @param waited how long it was waited for
     */
    public EnvironmentBusyException(String environment, java.time.Duration waited) {
        super(
                "environment '" + environment + "' was being changed by another installation for " + waited
                        + "; try again when it has ended",
                null);
        this.environment = environment;
        this.waited = waited;
    }

    /**
     * Which environment.
     *
     * @return the name
     */
    public String environment() {
        return environment;
    }

    /**
     * How long.
     *
     * @return how long it was waited for
     */
    public java.time.Duration waited() {
        return waited;
    }
}
