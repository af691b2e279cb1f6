// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.ExitStatus;

/** What was asked does not fit the state of the session: its VM has ended, it is closed, or too much input waits already. */
public final class SessionStateException extends InteractiveSessionException {
    private static final long serialVersionUID = 1L;

    /** How the process of its VM ended. */
    private final transient @Nullable ExitStatus exit;

    /**
     * Creates the exception.
     *
     * @param session the session it is about
     * @param reason what state it is in, and what to do
     * @param exit how the process of its VM ended, or {@code null} if it has not or that is not known
     */
    public SessionStateException(String session, String reason, @Nullable ExitStatus exit) {
        super(session, "session " + session + ": " + reason, null);
        this.exit = exit;
    }

    /**
     * How the process of its VM ended.
     *
     * @return the status, if it has ended and it is known
     */
    public Optional<ExitStatus> exit() {
        return Optional.ofNullable(exit);
    }
}
