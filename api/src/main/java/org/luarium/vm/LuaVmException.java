// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;

/**
 * The base of what can go wrong with a VM. What goes wrong with its process or link as such is an
 * {@link org.luarium.isolate.IsolateException}; {@link LuariumException} catches both.
 */
public abstract class LuaVmException extends LuariumException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    protected LuaVmException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static String describe(ExecutionResult result) {
        return "VM " + result.vm() + ": " + result.outcome() + ": "
                + result.error().map(LuaError::message).orElse("no message");
    }
}
