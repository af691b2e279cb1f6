// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import org.jspecify.annotations.Nullable;

/** A repository cannot be read, or what is known of it cannot be written. */
public final class RepositoryUnavailableException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which one. */
    private final String repository;

    /**
     * Creates the exception.
     *
     * @param repository the name of the repository
     * @param problem what happened, and what to do
     * @param cause what led to it, or {@code null}
     */
    public RepositoryUnavailableException(String repository, String problem, @Nullable Throwable cause) {
        super("repository " + Notation.printable(repository) + ": " + Notation.explanation(problem), cause);
        this.repository = repository;
    }

    /**
     * Which one.
     *
     * @return its name
     */
    public String repository() {
        return repository;
    }
}
