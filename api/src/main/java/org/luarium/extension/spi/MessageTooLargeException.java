// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.jspecify.annotations.Nullable;

/** Arguments or a result are larger than a frame may be. Nothing was sent; others go on. */
public final class MessageTooLargeException extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public MessageTooLargeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
