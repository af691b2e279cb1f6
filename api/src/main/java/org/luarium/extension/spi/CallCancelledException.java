// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.jspecify.annotations.Nullable;

/** A call was given up because nobody waits for it any more. */
public final class CallCancelledException extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public CallCancelledException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
