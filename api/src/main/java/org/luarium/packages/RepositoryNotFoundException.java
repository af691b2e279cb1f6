// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** There is no repository of this name, or none that was added where only those will do. */
public final class RepositoryNotFoundException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which one. */
    private final String repository;

    /**
     * Creates the exception.
     *
     * @param repository the name of the repository
     */
    public RepositoryNotFoundException(String repository) {
        super(
                "there is no repository with the name '" + Notation.printable(repository)
                        + "' that this can be done with; see repository:list",
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
