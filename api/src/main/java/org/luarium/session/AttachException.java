// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

/** An attachment was refused: the writer's place is taken, its name is in use, or there are too many. Nothing was attached or written. */
public final class AttachException extends InteractiveSessionException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param session the session it is about
     * @param reason what stands against it, and what to do
     */
    public AttachException(String session, String reason) {
        super(session, "session " + session + ": " + reason, null);
    }
}
