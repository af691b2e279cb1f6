// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.List;
import org.luarium.session.SessionEvent;
import org.luarium.sessions.internal.log.Cursor;
import org.luarium.sessions.internal.log.EventLog;
import org.luarium.sessions.internal.log.Heard;

/** What {@code read} has not given yet. Output does not wait for it. */
final class Unread {
    private final EventLog events;
    private final Cursor cursor = new Cursor(false, () -> {});
    private final Utf8Pieces text = new Utf8Pieces();

    Unread(EventLog events) {
        this.events = events;
        events.follow(cursor, events.marks().read());
    }

    /** Takes all that there is now. */
    synchronized String take() {
        StringBuilder all = new StringBuilder();
        long end = events.nextSequence();
        long at = 0;
        while (at + 1 < end) {
            Heard heard = events.next(cursor);
            if (heard.lost() > 0) {
                all.append(text.rest())
                        .append("[")
                        .append(heard.lost())
                        .append(" events were overwritten before they were read]\n");
            }
            SessionEvent event = heard.event();
            if (event == null) {
                break;
            }
            at = event.sequence();
            switch (event.kind()) {
                case OUTPUT, ERROR_OUTPUT, VALUES, ERROR -> all.append(text.decode(event.bytes()));
                default -> all.append(text.rest());
            }
        }
        long read = at + 1;
        if (at > 0) {
            events.append(List.of(), marks -> marks.withRead(read));
        }
        return all.toString();
    }
}
