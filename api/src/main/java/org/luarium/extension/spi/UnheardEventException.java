// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.jspecify.annotations.Nullable;

/** An event was emitted that nobody listens to, by an extension that is strict about that. */
public final class UnheardEventException extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public UnheardEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
