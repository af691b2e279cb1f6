// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.jspecify.annotations.Nullable;

/** A call was not answered in time. The other side was told to give up; an answer that comes later is ignored. */
public final class CallTimeoutException extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public CallTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
