// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;

/** The class path of an extension cannot be made. Nothing of it is visible; what was in use before still is. */
public final class DependencyException extends LuariumException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final String dependency;
    private final String output;

    /** What went wrong. */
    public enum Problem {
        /** The text names no artifact that a class path could have. */
        BAD_COORDINATES,
        /** No repository has it. */
        UNKNOWN,
        /** A repository does not answer, or not with what was asked for. */
        UNREACHABLE,
        /** What a repository sent is not what its checksum, or the lock, says. */
        WRONG_CHECKSUM,
        /** It is not in the local repository, and nobody may be asked. */
        OFFLINE,
        /** It took longer than the settings allow. */
        TOO_SLOW,
        /** The thread was interrupted; its flag stays set. */
        INTERRUPTED,
        /** A file is missing or no jar. */
        BAD_JAR,
        /** Anything else, such as a description that cannot be read. */
        FAILED
    }

    /**
     * Creates the exception.
     *
     * @param problem what went wrong
     * @param dependency what was asked for: coordinates, a path, or several of them
     * @param message what was asked, what happened, what to do
     * @param output what was asked of repositories and what they answered, line by line; empty if it did not get that far
     * @param cause what led to it, or {@code null}
     */
    public DependencyException(
            Problem problem, String dependency, String message, String output, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = requireNonNull(problem, "problem");
        this.dependency = requireNonNull(dependency, "dependency");
        this.output = requireNonNull(output, "output");
    }

    public Problem problem() {
        return problem;
    }

    public String dependency() {
        return dependency;
    }

    public String output() {
        return output;
    }
}
