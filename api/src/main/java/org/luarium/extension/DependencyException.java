// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The class path of an extension cannot be made. Nothing of it is visible; what was in use before still is. */
public final class DependencyException extends ExtensionException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    private final Problem problem;

    /** What was asked for. */
    private final String dependency;

    /** What repositories said. */
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
     * @param extension the name of the extension
     * @param problem what went wrong
     * @param dependency what was asked for: coordinates, a path, or several of them
     * @param message what was asked, what happened, what to do
     * @param output what was asked of repositories and what they answered, line by line; empty if it did not get that far
     * @param cause what led to it, or {@code null}
     */
    public DependencyException(
            String extension,
            Problem problem,
            String dependency,
            String message,
            String output,
            @Nullable Throwable cause) {
        super(extension, message, cause);
        this.problem = requireNonNull(problem, "problem");
        this.dependency = requireNonNull(dependency, "dependency");
        this.output = requireNonNull(output, "output");
    }

    /**
     * What went wrong.
     *
     * @return the kind of problem
     */
    public Problem problem() {
        return problem;
    }

    /**
     * What it is about.
     *
     * @return coordinates, a path, or several of them
     */
    public String dependency() {
        return dependency;
    }

    /**
     * What was asked of repositories and what they answered.
     *
     * @return line by line; empty if it did not get that far
     */
    public String output() {
        return output;
    }
}
