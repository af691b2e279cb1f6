// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** An isolate's process could not be started, or did not answer in time. No process is left. */
public final class IsolateStartException extends IsolateException {
    private static final long serialVersionUID = 1L;

    /** The last of its error output. */
    private final String errorTail;

    /**
     * Creates the exception.
     *
     * @param isolate the name of the isolate
     * @param message what was asked, what happened, what to do
     * @param errorTail the last of what the process wrote to its error output
     * @param cause what led to it, or {@code null}
     */
    public IsolateStartException(String isolate, String message, String errorTail, @Nullable Throwable cause) {
        super(isolate, message, cause);
        this.errorTail = requireNonNull(errorTail, "errorTail");
    }

    /**
     * The last of what the process wrote to its error output.
     *
     * @return at most 4 KiB of text, possibly empty
     */
    public String errorTail() {
        return errorTail;
    }
}
