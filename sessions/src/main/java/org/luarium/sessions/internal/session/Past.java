// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.ArrayList;
import java.util.List;
import org.luarium.session.SessionEvent;
import org.luarium.sessions.internal.log.Cursor;
import org.luarium.sessions.internal.log.EventLog;

/** What a log remembers of the time before this JVM. */
final class Past {
    private Past() {}

    /** What was sent, the oldest first. */
    static List<String> inputs(EventLog events) {
        List<String> inputs = new ArrayList<>();
        Cursor cursor = new Cursor(false, () -> {});
        events.follow(cursor, events.firstSequence());
        SessionEvent event = events.next(cursor).event();
        while (event != null) {
            if (event.kind() == SessionEvent.Kind.INPUT) {
                inputs.add(event.text());
            }
            event = events.next(cursor).event();
        }
        events.leave(cursor);
        return inputs;
    }
}
