// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.jspecify.annotations.Nullable;

/** An extension asked for a service that the host does not grant to it. */
public final class NotGrantedException extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public NotGrantedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
