// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** There is a repository of this name already. */
public final class RepositoryAlreadyExistsException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which one. */
    private final String repository;

    /**
     * Creates the exception.
     *
     * @param repository the name of the repository
     */
    public RepositoryAlreadyExistsException(String repository) {
        super(
                "a repository with the name '" + Notation.printable(repository)
                        + "' exists already; choose another name, or remove that one first",
                null);
        this.repository = repository;
    }

    /**
     * Which one.
     *
     * @return the name as it was given
     */
    public String repository() {
        return repository;
    }
}
