// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.jspecify.annotations.Nullable;

/** A call went to an object that is not there (any more), or to a method that its interface does not have. */
public final class NoSuchTargetException extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public NoSuchTargetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
