// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

/** What was to be detached is not attached, or not any more. */
public final class DetachException extends InteractiveSessionException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param session the session it is about
     * @param attachment the name of the attachment
     */
    public DetachException(String session, String attachment) {
        super(
                session,
                "session " + session + ": '" + attachment + "' is not attached; session:info shows who is",
                null);
    }
}
