// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.spi;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The output folder of a build step could not be given to it or taken back; what is in it must not be used. */
public final class BuildOutputException extends BuildRunnerException {
    private static final long serialVersionUID = 1L;

    /** The output folder. */
    private final transient Path output;

    /**
     * Creates the exception.
     *
     * @param step the name of the step
     * @param output the output folder
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public BuildOutputException(String step, Path output, String message, @Nullable Throwable cause) {
        super(step, message, cause);
        this.output = requireNonNull(output, "output");
    }

    /**
     * The output folder.
     *
     * @return its path
     */
    public Path output() {
        return output;
    }
}
