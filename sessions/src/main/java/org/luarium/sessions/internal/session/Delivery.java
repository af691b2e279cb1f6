// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionListener;
import org.luarium.sessions.internal.log.Cursor;
import org.luarium.sessions.internal.log.EventLog;
import org.luarium.sessions.internal.log.Heard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the events of a log to one listener, on one thread at a time, and none while there are no events. */
final class Delivery implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);
    /** How long a running delivery is waited for. */
    static final long END_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int TURN = 1000;
    private static final Heard NOTHING = new Heard(0, null);

    private final EventLog events;
    private final SessionListener listener;
    private final Executor threads;
    private final Consumer<Delivery> ended;
    private final Cursor cursor;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable String ending;
    private volatile boolean cut;
    private volatile long position;
    private volatile @Nullable Thread thread;

    Delivery(EventLog events, SessionListener listener, Executor threads, Consumer<Delivery> ended) {
        this.events = events;
        this.listener = listener;
        this.threads = threads;
        this.ended = ended;
        cursor = new Cursor(true, this::wake);
    }

    void begin(OptionalInt lines, long since) {
        if (lines.isPresent()) {
            events.followLines(cursor, lines.getAsInt());
        } else {
            events.follow(cursor, since);
        }
        wake();
    }

    /** The number of the last event that was heard. */
    long position() {
        return position;
    }

    private void wake() {
        if (scheduled.compareAndSet(false, true)) {
            threads.execute(this);
        }
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        boolean again = false;
        try {
            again = deliver();
        } catch (Throwable e) {
            log.warn("a listener of a session failed and is detached", e);
            ending = "its listener failed";
            finish();
        }
        if (again) {
            threads.execute(this);
        }
    }

    /** Delivers what there is. Returns true if others shall have the thread in between; if not, this is either not scheduled any more or over. */
    private boolean deliver() {
        for (int i = 0; i < TURN; i++) {
            Heard heard = cut ? NOTHING : events.next(cursor);
            if (heard.lost() > 0) {
                listener.lost(heard.lost());
            }
            SessionEvent event = heard.event();
            if (event != null) {
                listener.event(event);
                position = event.sequence();
            } else if (ending != null) {
                finish();
                return false;
            } else {
                thread = null;
                scheduled.set(false);
                if (!(events.hasNext(cursor) || ending != null) || !scheduled.compareAndSet(false, true)) {
                    return false;
                }
                thread = Thread.currentThread();
            }
        }
        return true;
    }

    /** Called once, while this is scheduled, which it stays. */
    private void finish() {
        events.leave(cursor);
        ended.accept(this);
        try {
            listener.detached(String.valueOf(ending));
        } catch (Throwable e) {
            log.warn("a listener of a session failed when it was detached", e);
        }
        over.countDown();
    }

    /** Ends it, after what is there already was heard, or at once. */
    void end(String reason, boolean afterAll) {
        if (ending == null) {
            ending = reason;
        }
        if (!afterAll) {
            cut = true;
        }
        wake();
    }

    /** Waits for the end, bounded; not if the listener itself asks. */
    void awaitEnd() {
        awaitEnd(END_NANOS);
    }

    void awaitEnd(long nanos) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            boolean unused = over.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
