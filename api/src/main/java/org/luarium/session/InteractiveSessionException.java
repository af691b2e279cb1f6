// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;

/** The base of what can go wrong with a session. What goes wrong with its VM is a {@link org.luarium.vm.LuaVmException}; {@link LuariumException} catches both. */
public abstract class InteractiveSessionException extends LuariumException {
    private static final long serialVersionUID = 1L;

    /** The id of the session. */
    private final String session;

    /**
     * Creates an exception.
     *
     * @param session the session it is about
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    protected InteractiveSessionException(String session, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.session = session;
    }

    /**
     * The session it is about.
     *
     * @return its id
     */
    public final String session() {
        return session;
    }
}
