// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import org.jspecify.annotations.Nullable;

/** The files of an environment cannot be read or written, such as on a disk that is full. */
public final class EnvironmentAccessException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;

    /**
     * Creates the exception.
     *
     * @param environment the name
     * @param problem what happened
     * @param cause what led to it, or {@code null}
     */
    public EnvironmentAccessException(String environment, String problem, @Nullable Throwable cause) {
        super(
                "the files of environment '" + environment + "' cannot be read or written: "
                        + Notation.explanation(problem) + "; check the disk, and the permissions",
                cause);
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
