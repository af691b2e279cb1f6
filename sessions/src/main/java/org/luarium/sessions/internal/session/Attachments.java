// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.luarium.session.AttachException;
import org.luarium.session.AttachRequest;
import org.luarium.session.DetachException;
import org.luarium.session.SessionEvent.Kind;
import org.luarium.session.SessionListener;
import org.luarium.session.SessionStateException;
import org.luarium.sessions.internal.log.Draft;
import org.luarium.sessions.internal.log.EventLog;

/** Who is attached to a session, and which one may write. Thread-safe; changes are told under the lock, which never waits for a listener. */
final class Attachments {
    private static final int MOST = 1000;

    /** What the session does when somebody comes or goes; called under no lock. */
    interface Watcher {
        void attached(String name);

        void detached(String name);
    }

    private final SessionImpl session;
    private final EventLog events;
    private final Deliveries threads;
    private final Watcher watcher;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, AttachmentImpl> attached = new LinkedHashMap<>(); // guarded by lock
    private @Nullable AttachmentImpl writer; // guarded by lock
    private boolean closed; // guarded by lock
    private long made; // guarded by lock

    Attachments(SessionImpl session, EventLog events, Deliveries threads, Watcher watcher) {
        this.session = session;
        this.events = events;
        this.threads = threads;
        this.watcher = watcher;
    }

    AttachmentImpl attach(AttachRequest request, SessionListener listener) {
        AttachmentImpl attachment;
        lock.lock();
        try {
            if (closed) {
                throw new SessionStateException(session.id(), "it is closed; open another session", null);
            }
            String name = nameFor(request);
            AttachmentImpl present = writer;
            if (request.isWriter() && present != null && !request.takesOver()) {
                throw new AttachException(
                        session.id(),
                        "'" + present.name() + "' has the writer's place; take it over, or attach to read");
            }
            Delivery delivery = new Delivery(events, listener, threads, ended -> dropped(name, ended));
            attachment = new AttachmentImpl(session, this, name, delivery);
            attached.put(name, attachment);
            delivery.begin(request.lastLines(), request.since().orElse(Long.MAX_VALUE));
            if (request.isWriter()) {
                makeWriter(attachment);
            }
        } finally {
            lock.unlock();
        }
        watcher.attached(attachment.name());
        return attachment;
    }

    private String nameFor(AttachRequest request) {
        if (attached.size() >= MOST) {
            throw new AttachException(session.id(), MOST + " are attached already; detach some");
        }
        String name = request.name();
        if (attached.containsKey(name)) {
            throw new AttachException(session.id(), "'" + name + "' is attached already; choose another name");
        }
        while (name.isEmpty() || attached.containsKey(name)) {
            made++;
            name = (request.isWriter() ? "writer-" : "reader-") + made;
        }
        return name;
    }

    private void makeWriter(@Nullable AttachmentImpl next) {
        writer = next;
        events.append(Draft.of(Kind.WRITER, next == null ? "" : next.name(), ""));
    }

    boolean takeOver(AttachmentImpl next) {
        lock.lock();
        try {
            if (attached.get(next.name()) != next) {
                return false;
            }
            if (writer != next) {
                makeWriter(next);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean contains(AttachmentImpl attachment) {
        lock.lock();
        try {
            return attached.get(attachment.name()) == attachment;
        } finally {
            lock.unlock();
        }
    }

    boolean isWriter(AttachmentImpl attachment) {
        lock.lock();
        try {
            return writer == attachment;
        } finally {
            lock.unlock();
        }
    }

    /** Takes an attachment out. Returns false if it was not in. */
    boolean remove(AttachmentImpl attachment) {
        lock.lock();
        try {
            if (!attached.remove(attachment.name(), attachment)) {
                return false;
            }
            if (writer == attachment) {
                makeWriter(null);
            }
        } finally {
            lock.unlock();
        }
        watcher.detached(attachment.name());
        return true;
    }

    /** A delivery has ended, perhaps because its listener failed. */
    private void dropped(String name, Delivery delivery) {
        AttachmentImpl attachment;
        lock.lock();
        try {
            attachment = attached.get(name);
        } finally {
            lock.unlock();
        }
        if (attachment != null && attachment.delivery() == delivery) {
            boolean unused = remove(attachment);
        }
    }

    void detach(String name) {
        AttachmentImpl attachment;
        lock.lock();
        try {
            attachment = attached.get(name);
        } finally {
            lock.unlock();
        }
        if (attachment == null) {
            throw new DetachException(session.id(), name);
        }
        attachment.detach();
    }

    /** Lets all hear what there is, bounded, and detaches them. */
    void close(String reason) {
        List<AttachmentImpl> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(attached.values());
        } finally {
            lock.unlock();
        }
        for (AttachmentImpl attachment : all) {
            attachment.delivery().end(reason, true);
        }
        long end = System.nanoTime() + Delivery.END_NANOS;
        for (AttachmentImpl attachment : all) {
            attachment.delivery().awaitEnd(end - System.nanoTime());
        }
        for (AttachmentImpl attachment : all) {
            attachment.delivery().end(reason, false);
            boolean unused = remove(attachment);
        }
    }

    Optional<String> writer() {
        lock.lock();
        try {
            return Optional.ofNullable(writer).map(AttachmentImpl::name);
        } finally {
            lock.unlock();
        }
    }

    List<String> readers() {
        lock.lock();
        try {
            List<String> readers = new ArrayList<>(attached.keySet());
            if (writer != null) {
                readers.remove(writer.name());
            }
            return readers;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return attached.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
