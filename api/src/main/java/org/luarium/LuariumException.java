// SPDX-License-Identifier: Apache-2.0
package org.luarium;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything Luarium throws on purpose.
 *
 * <p>An exception means that Luarium could not do what was asked. An error in user code (a Lua script that fails) is
 * data in a result, not an exception. Messages say what was asked, what happened and what to do about it.
 */
public abstract class LuariumException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    protected LuariumException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
