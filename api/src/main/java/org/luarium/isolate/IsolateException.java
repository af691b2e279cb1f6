// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;

/** Something about an isolate failed. */
public abstract class IsolateException extends LuariumException {
    private static final long serialVersionUID = 1L;

    /** The name of the isolate. */
    private final String isolate;

    /**
     * Creates an exception.
     *
     * @param isolate the name of the isolate
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    protected IsolateException(String isolate, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.isolate = requireNonNull(isolate, "isolate");
    }

    /**
     * The isolate it is about.
     *
     * @return its name
     */
    public final String isolate() {
        return isolate;
    }
}
