// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.spi;

import static java.util.Objects.requireNonNull;

import org.luarium.isolate.ExitStatus;

/** A build step ran and did not succeed; thrown by {@link BuildResult#orThrow()} only. */
public final class BuildStepFailedException extends BuildRunnerException {
    private static final long serialVersionUID = 1L;

    /** How its first process ended. */
    private final transient ExitStatus status;

    /** The last of its output. */
    private final String output;

    /**
     * Creates the exception.
     *
     * @param step the name of the step
     * @param message what was asked, what happened, what to do
     * @param status how its first process ended
     * @param output the last of its output
     */
    public BuildStepFailedException(String step, String message, ExitStatus status, String output) {
        super(step, message, null);
        this.status = requireNonNull(status, "status");
        this.output = requireNonNull(output, "output");
    }

    /**
     * How its first process ended.
     *
     * @return exit code or signal
     */
    public ExitStatus status() {
        return status;
    }

    /**
     * The last of its output.
     *
     * @return as in {@link BuildResult#output()}
     */
    public String output() {
        return output;
    }
}
