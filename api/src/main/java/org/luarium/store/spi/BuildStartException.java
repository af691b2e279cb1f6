// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.spi;

import org.jspecify.annotations.Nullable;

/** A build step could not be started. No process is left. */
public final class BuildStartException extends BuildRunnerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param step the name of the step
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public BuildStartException(String step, String message, @Nullable Throwable cause) {
        super(step, message, cause);
    }
}
