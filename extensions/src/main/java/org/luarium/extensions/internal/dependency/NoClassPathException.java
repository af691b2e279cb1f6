// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import org.jspecify.annotations.Nullable;
import org.luarium.extension.DependencyException;
import org.luarium.extension.DependencyException.Problem;

/** What becomes a {@link DependencyException} where it is known which extension it is about. */
final class NoClassPathException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final String dependency;
    private final String output;

    NoClassPathException(Problem problem, String dependency, String message, String output, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = problem;
        this.dependency = dependency;
        this.output = output;
    }

    Problem problem() {
        return problem;
    }

    String dependency() {
        return dependency;
    }

    DependencyException of(String extension) {
        return new DependencyException(
                extension,
                problem,
                dependency,
                "extension " + extension + " has no class path: " + getMessage(),
                output,
                getCause());
    }
}
