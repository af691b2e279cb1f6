// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;

/** A call between the host and an extension did not do what it was made for. The root of what both sides may see. */
public abstract class CallFailedException extends LuariumException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    protected CallFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
