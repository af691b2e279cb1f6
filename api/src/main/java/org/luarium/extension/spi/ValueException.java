// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.jspecify.annotations.Nullable;

/** A value cannot be sent, or what was sent is not of the declared type. The call did not take place or its result is lost; others go on. */
public final class ValueException extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public ValueException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
