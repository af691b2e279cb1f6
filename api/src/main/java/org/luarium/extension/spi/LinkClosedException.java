// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.jspecify.annotations.Nullable;

/** The other side is gone: its process has ended, was stopped, or broke the protocol. Whether the call took place is not known. */
public final class LinkClosedException extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public LinkClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
