// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.luarium.session.SessionStateException;
import org.luarium.sessions.internal.log.EventLog;

/** Whether and where a session is recorded. Thread-safe. */
final class Recording {
    private final String session;
    private final EventLog events;
    private final Deliveries threads;
    private final Clock clock;
    private @Nullable Path file; // guarded by this
    private @Nullable Delivery delivery; // guarded by this

    Recording(String session, EventLog events, Deliveries threads, Clock clock) {
        this.session = session;
        this.events = events;
        this.threads = threads;
        this.clock = clock;
    }

    synchronized void begin(Path target) {
        if (delivery != null) {
            throw new SessionStateException(session, "it is recorded already to " + file + "; stop that first", null);
        }
        Recorder recorder;
        try {
            recorder = new Recorder(session, target, clock);
        } catch (IOException e) {
            throw new UncheckedIOException("session " + session + " cannot be recorded to " + target, e);
        }
        file = target;
        delivery = new Delivery(events, recorder, threads, this::ended);
        delivery.begin(OptionalInt.empty(), Long.MAX_VALUE);
    }

    private synchronized void ended(Delivery which) {
        if (delivery == which) {
            delivery = null;
            file = null;
        }
    }

    /** Ends it when everything up to now is written. */
    boolean end() {
        Delivery running;
        synchronized (this) {
            running = delivery;
        }
        if (running == null) {
            return false;
        }
        running.end("the recording was stopped", true);
        running.awaitEnd();
        running.end("the recording was stopped", false);
        return true;
    }

    synchronized Optional<Path> file() {
        return Optional.ofNullable(file);
    }
}
