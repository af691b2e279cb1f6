// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.log;

import java.nio.charset.StandardCharsets;
import org.luarium.session.SessionEvent;

/** An event that has no number yet. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Draft(SessionEvent.Kind kind, String source, byte[] bytes) {
    public static Draft of(SessionEvent.Kind kind, String text) {
        return of(kind, "", text);
    }

    public static Draft of(SessionEvent.Kind kind, String source, String text) {
        return new Draft(kind, source, text.getBytes(StandardCharsets.UTF_8));
    }
}
