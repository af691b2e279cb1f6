// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionListener;

/** Remembers what it hears. */
final class Listening implements SessionListener {
    final List<SessionEvent> events = new CopyOnWriteArrayList<>();
    final List<String> detached = new CopyOnWriteArrayList<>();
    volatile long lost;

    @Override
    public void event(SessionEvent event) {
        events.add(event);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
    public void lost(long count) {
        lost += count;
    }

    @Override
    public void detached(String reason) {
        detached.add(reason);
    }

    /** As {@code KIND text}, line by line. */
    List<String> story() {
        return events.stream()
                .map(event -> (event.kind() + " " + event.source() + " "
                                + event.text().strip())
                        .strip()
                        .replaceAll("\\s+", " "))
                .toList();
    }

    boolean heard(String line) {
        return story().contains(line);
    }
}
