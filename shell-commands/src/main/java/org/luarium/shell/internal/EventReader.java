// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.Session;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionListener;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.view.Listing;

/** Collects the events that a session has had until now. */
final class EventReader implements SessionListener {
    private static final long PATIENCE_SECONDS = 10;

    private final long end;
    private final CountDownLatch done = new CountDownLatch(1);
    private final List<SessionEvent> events = new ArrayList<>(); // guarded by this
    private long lost; // guarded by this

    private EventReader(long end) {
        this.end = end;
    }

    static Listing<SessionEvent> read(Session session, long since, CommandConsole console) {
        EventReader reader = new EventReader(session.info().nextSequence());
        if (since < reader.end) {
            Attachment attachment = session.attach(AttachRequest.reader().since(since), reader);
            try {
                reader.await();
            } finally {
                attachment.close();
            }
        }
        return reader.result(console);
    }

    private void await() {
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new CommandException("the session did not give its events within 10s; try again", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted", e);
        }
    }

    private synchronized Listing<SessionEvent> result(CommandConsole console) {
        if (lost > 0) {
            console.aside("(" + lost + " events before these were overwritten)");
        }
        return new Listing<>(SessionEvent.class, events);
    }

    @Override
    public synchronized void event(SessionEvent event) {
        if (event.sequence() < end) {
            events.add(event);
        }
        if (event.sequence() >= end - 1) {
            done.countDown();
        }
    }

    @Override
    public synchronized void lost(long count) {
        lost += count;
    }

    @Override
    public void detached(String reason) {
        done.countDown();
    }
}
