// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.jspecify.annotations.Nullable;

/** There is no memory to share, or not so much, or what was shared is not there any more. */
public final class SharedMemoryException extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public SharedMemoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
