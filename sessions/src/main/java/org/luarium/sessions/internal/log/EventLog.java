// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionEvent.Kind;

/**
 * The last events of a session, numbered without a gap from 1. Thread-safe.
 *
 * <p>Events are records in a ring of bytes: {@code length of payload, kind, length of source, time, source, payload, length of record}; the last field lets one walk backwards. Positions in the ring grow for
 * ever. Whoever follows has a {@link Cursor}, and nothing is copied for them before they ask, so that readers cost no memory. Output waits for cursors that have not heard yet what it
 * would overwrite, for the patience of the session per buffer that they hear; then it goes on, and they have lost something.
 *
 * <p>A log with a {@link Journal} writes there, under the lock, what was appended: the order of the events is the order of the file.
 */
public final class EventLog implements AutoCloseable {
    private static final int FIXED = 4 + 1 + 1 + 8 + 4;
    private static final int LARGEST_PIECE = 256 << 10;

    /** Their places in this list are in files. */
    private static final List<Kind> KINDS = List.of(
            Kind.INPUT,
            Kind.OUTPUT,
            Kind.ERROR_OUTPUT,
            Kind.VALUES,
            Kind.ERROR,
            Kind.PROMPT,
            Kind.WRITER,
            Kind.RESTARTED,
            Kind.EXIT);

    private final int most;
    private final int piece;
    private final long patienceNanos;
    private final Clock clock;
    private final Ring ring;
    private final List<Cursor> cursors = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private long head; // guarded by lock
    private long tail; // guarded by lock
    private long first = 1; // guarded by lock
    private long next = 1; // guarded by lock
    private long outputBytes; // guarded by lock
    private int waiting; // guarded by lock
    private boolean closed; // guarded by lock
    private Marks marks = Marks.NONE; // guarded by lock
    private @Nullable Journal journal; // guarded by lock

    /** A log in memory. */
    public EventLog(int most, Duration patience, Clock clock) {
        this.most = most;
        this.clock = clock;
        piece = Math.min(LARGEST_PIECE, most / 4) - FIXED - 255;
        patienceNanos = patience.toNanos();
        ring = new Ring(most);
    }

    /** Has everything written to a file from now on, and takes over what is in it. To be called before anything else. */
    public void attach(Journal file) {
        lock.lock();
        try {
            Journal.State state = file.state();
            head = state.head();
            tail = state.tail();
            first = state.first();
            next = state.next();
            marks = state.marks();
            byte[] content = file.content();
            ring.reserve(head, head, content.length);
            ring.put(head, content, 0, content.length);
            journal = file;
        } finally {
            lock.unlock();
        }
    }

    /** Appends events that wait for nobody, and says how far the session has come by them. */
    public void append(List<Draft> drafts, UnaryOperator<Marks> progress) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            for (Draft draft : drafts) {
                byte[] bytes = draft.bytes();
                put(draft.kind(), source(draft.source()), bytes, 0, Math.min(bytes.length, piece));
            }
            marks = progress.apply(marks);
            commit();
        } finally {
            lock.unlock();
        }
        if (!drafts.isEmpty()) {
            wake();
        }
    }

    public void append(Draft draft) {
        append(List.of(draft), UnaryOperator.identity());
    }

    /** Appends output. Waits for those who have not heard what it overwrites, up to their patience. */
    public void output(Kind kind, byte[] bytes, long place) {
        byte[] nobody = {};
        int from = 0;
        do {
            int count = Math.min(piece, bytes.length - from);
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                if (tail - head + FIXED + count > most) {
                    awaitRoom(FIXED + count);
                }
                put(kind, nobody, bytes, from, count);
                outputBytes += count;
                from += count;
                if (from == bytes.length) {
                    marks = place == 0 ? marks : marks.withPlace(place);
                    commit();
                }
            } finally {
                lock.unlock();
            }
            wake();
        } while (from < bytes.length);
    }

    private static byte[] source(String name) {
        byte[] source = name.getBytes(StandardCharsets.UTF_8);
        return source.length <= 255 ? source : new byte[0];
    }

    private void put(Kind kind, byte[] source, byte[] bytes, int from, int count) {
        int size = FIXED + source.length + count;
        while (tail + size - head > most) {
            head += size(head);
            first++;
        }
        ring.reserve(head, tail, (int) (tail + size - head));
        ByteBuffer start = ByteBuffer.allocate(14)
                .putInt(count)
                .put((byte) KINDS.indexOf(kind))
                .put((byte) source.length)
                .putLong(clock.millis());
        ring.put(tail, start.array(), 0, 14);
        ring.put(tail + 14, source, 0, source.length);
        ring.put(tail + 14 + source.length, bytes, from, count);
        ring.put(tail + size - 4, ByteBuffer.allocate(4).putInt(size).array(), 0, 4);
        tail += size;
        next++;
    }

    private int size(long position) {
        return FIXED + ring.octet(position + 5) + ring.integer(position);
    }

    private void commit() {
        Journal file = journal;
        if (file != null && !file.write(new Journal.State(head, tail, first, next, marks), ring)) {
            journal = null;
        }
    }

    private void wake() {
        for (Cursor cursor : cursors) {
            cursor.wake.run();
        }
    }

    // Back-pressure

    /** Under the lock. Once it waits, it waits for a good part of the buffer, so that threads do not take turns for each event. */
    private void awaitRoom(int size) {
        int wanted = size;
        while (!closed) {
            long patience = patienceFor(wanted);
            if (patience <= 0) {
                return;
            }
            wanted = Math.max(size, most / 4);
            long began = System.nanoTime();
            waiting++;
            boolean interrupted = false;
            try {
                long unused = room.awaitNanos(patience);
            } catch (InterruptedException e) {
                interrupted = true;
            } finally {
                waiting--;
            }
            long waited = System.nanoTime() - began;
            for (Cursor cursor : cursors) {
                if (cursor.awaited && cursor.position < tail) {
                    cursor.waitedNanos += waited;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** How long to wait at most for cursors that stand in the way of so many bytes; 0 for not at all. */
    private long patienceFor(int size) {
        if (cursors.isEmpty()) {
            return 0;
        }
        long end = head;
        while (end < tail && tail + size - end > most) {
            end += size(end);
        }
        long longest = 0;
        for (Cursor cursor : cursors) {
            if (cursor.awaited && cursor.position < end) {
                longest = Math.max(longest, patienceNanos - cursor.waitedNanos);
            }
        }
        return longest;
    }

    // Following

    /** Begins to follow from now on. */
    public void follow(Cursor cursor) {
        follow(cursor, Long.MAX_VALUE);
    }

    /** Begins to follow from an event on; what the buffer does not have any more counts as lost. */
    public void follow(Cursor cursor, long sequence) {
        lock.lock();
        try {
            if (sequence < first) {
                cursor.position = -1;
                cursor.sequence = sequence;
            } else {
                cursor.position = tail;
                cursor.sequence = next;
                while (cursor.sequence > sequence) {
                    back(cursor);
                }
            }
            cursors.add(cursor);
        } finally {
            lock.unlock();
        }
    }

    /** Begins to follow so far back that the last lines of output are heard, from their beginnings on. */
    public void followLines(Cursor cursor, int lines) {
        lock.lock();
        try {
            cursor.position = tail;
            cursor.sequence = next;
            int ends = -1;
            while (lines > 0 && cursor.position > head) {
                long after = cursor.position;
                back(cursor);
                if (!isOutput(kind(cursor.position)) || ring.integer(cursor.position) == 0) {
                    continue;
                }
                boolean ended = ring.octet(after - 5) == '\n';
                if (ends < 0) {
                    // The end of the last line does not begin another.
                    ends = ended ? -1 : 0;
                }
                ends += lineEnds(cursor.position);
                if (ends >= lines) {
                    if (ended && ends == lines) {
                        cursor.position = after;
                        cursor.sequence++;
                    }
                    break;
                }
            }
            cursors.add(cursor);
        } finally {
            lock.unlock();
        }
    }

    private void back(Cursor cursor) {
        cursor.position -= ring.integer(cursor.position - 4);
        cursor.sequence--;
    }

    private Kind kind(long position) {
        return KINDS.get(ring.octet(position + 4));
    }

    private static boolean isOutput(Kind kind) {
        return kind == Kind.OUTPUT || kind == Kind.ERROR_OUTPUT || kind == Kind.VALUES || kind == Kind.ERROR;
    }

    private int lineEnds(long position) {
        long from = position + 14 + ring.octet(position + 5);
        int ends = 0;
        for (byte b : ring.get(from, ring.integer(position))) {
            if (b == '\n') {
                ends++;
            }
        }
        return ends;
    }

    /** Takes what comes next. */
    public Heard next(Cursor cursor) {
        lock.lock();
        try {
            long lost = 0;
            if (cursor.position < head) {
                lost = first - cursor.sequence;
                cursor.position = head;
                cursor.sequence = first;
            }
            if (cursor.position == tail) {
                return new Heard(lost, null);
            }
            long at = cursor.position;
            int count = ring.integer(at);
            int source = ring.octet(at + 5);
            long time = (long) ring.integer(at + 6) << 32 | (ring.integer(at + 10) & 0xffff_ffffL);
            SessionEvent event = SessionEvent.of(
                    cursor.sequence,
                    Instant.ofEpochMilli(time),
                    kind(at),
                    source == 0 ? "" : new String(ring.get(at + 14, source), StandardCharsets.UTF_8),
                    ring.get(at + 14 + source, count));
            int size = FIXED + source + count;
            cursor.position += size;
            cursor.sequence++;
            cursor.heardBytes += size;
            if (cursor.position == tail || cursor.heardBytes >= most) {
                cursor.waitedNanos = 0;
                cursor.heardBytes = 0;
            }
            if (waiting > 0 && patienceFor(most / 4) <= 0) {
                room.signalAll();
            }
            return new Heard(lost, event);
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is something at a cursor. */
    public boolean hasNext(Cursor cursor) {
        lock.lock();
        try {
            return cursor.position != tail;
        } finally {
            lock.unlock();
        }
    }

    /** Follows no more. */
    public void leave(Cursor cursor) {
        cursors.remove(cursor);
        lock.lock();
        try {
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // What is known

    /** The number of the oldest event. */
    public long firstSequence() {
        lock.lock();
        try {
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** The number that the next event gets. */
    public long nextSequence() {
        lock.lock();
        try {
            return next;
        } finally {
            lock.unlock();
        }
    }

    public long outputBytes() {
        lock.lock();
        try {
            return outputBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Whether everything is still written to a file. */
    boolean hasJournal() {
        lock.lock();
        try {
            return journal != null;
        } finally {
            lock.unlock();
        }
    }

    public Marks marks() {
        lock.lock();
        try {
            return marks;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; what is there can still be read. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
            if (journal != null) {
                journal.close();
                journal = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
