// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The index of a repository is refused, so that nothing of the repository is believed until its owner repairs it. */
public final class RepositoryIndexException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which one. */
    private final String repository;

    /** What is wrong. */
    private final Reason reason;

    /** Why an index is refused. */
    public enum Reason {
        /** It has a smaller number than one that was seen before: somebody plays it back. */
        OLDER,
        /** Its time is over: somebody keeps newer ones away. */
        EXPIRED,
        /** There was one, and there is none now. */
        MISSING,
        /** It is not signed with the key with which it was signed before. */
        UNTRUSTED,
        /** It cannot be read. */
        MALFORMED,
        /** A file of the repository is not the one that it names. */
        CONTRADICTED
    }

    /**
     * Creates the exception.
     *
     * @param repository the name of the repository
     * @param reason what is wrong
     * @param problem what happened, and what to do
     * @param cause what led to it, or {@code null}
     */
    public RepositoryIndexException(String repository, Reason reason, String problem, @Nullable Throwable cause) {
        super("repository " + Notation.printable(repository) + ": " + Notation.explanation(problem), cause);
        this.repository = repository;
        this.reason = requireNonNull(reason, "reason");
    }

    /**
     * Which one.
     *
     * @return its name
     */
    public String repository() {
        return repository;
    }

    /**
     * What is wrong.
     *
     * @return one of the reasons
     */
    public Reason reason() {
        return reason;
    }
}
