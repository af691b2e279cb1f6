// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

/** A session with this id exists already. */
public final class SessionAlreadyExistsException extends InteractiveSessionException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param session the session it is about
     */
    public SessionAlreadyExistsException(String session) {
        super(
                session,
                "a session with the id '" + session
                        + "' exists already; attach to it, terminate it, or choose another id",
                null);
    }
}
