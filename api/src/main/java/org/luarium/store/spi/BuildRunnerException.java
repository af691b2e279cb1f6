// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.spi;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;

/** Something about a build step failed. */
public abstract class BuildRunnerException extends LuariumException {
    private static final long serialVersionUID = 1L;

    /** The name of the step. */
    private final String step;

    /**
     * Creates an exception.
     *
     * @param step the name of the step
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    protected BuildRunnerException(String step, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.step = requireNonNull(step, "step");
    }

    /**
     * The step it is about.
     *
     * @return its name
     */
    public final String step() {
        return step;
    }
}
