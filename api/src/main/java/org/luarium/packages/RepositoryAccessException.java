// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import org.jspecify.annotations.Nullable;

/** A repository cannot be read. */
public final class RepositoryAccessException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which repository. */
    private final String repository;

    /**
     * Creates the exception.
     *
     * @param repository its name
     * @param problem what was tried, and what happened
     * @param cause what led to it, or {@code null}
     */
    public RepositoryAccessException(String repository, String problem, @Nullable Throwable cause) {
        super("repository " + repository + " cannot be read: " + problem, cause);
        this.repository = repository;
    }

    /**
     * Which repository.
     *
     * @return its name
     */
    public String repository() {
        return repository;
    }
}
