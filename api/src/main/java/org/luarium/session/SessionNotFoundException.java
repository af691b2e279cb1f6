// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

/** There is no session with this id. */
public final class SessionNotFoundException extends InteractiveSessionException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param session the session it is about
     */
    public SessionNotFoundException(String session) {
        super(session, "no session has the id '" + session + "'; session:list shows those that exist", null);
    }
}
