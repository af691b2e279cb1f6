// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.jspecify.annotations.Nullable;

/** So many calls are under way that no more are taken, or calls are nested too deeply. */
public final class TooManyCallsException extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public TooManyCallsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
