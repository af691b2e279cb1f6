// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Something that happened in a session. Immutable. */
public final class SessionEvent {
    /** What happened. */
    public enum Kind {
        /** Something was sent to the VM; {@link SessionEvent#source()} says by whom. What is longer than a quarter of the buffer is cut off there. */
        INPUT,
        /** The VM wrote to standard output. */
        OUTPUT,
        /** The VM wrote to standard error. */
        ERROR_OUTPUT,
        /** What was sent returned values; the text is how Lua's own prompt shows them, with a line end. */
        VALUES,
        /** What was sent failed, was stopped, or does not compile; the text is the message and traceback, with a line end. */
        ERROR,
        /** The session waits for input; the text is the name of a {@link SessionState}: READY, CONTINUATION or READING. */
        PROMPT,
        /** Who may write has changed; {@link SessionEvent#source()} says to whom, empty for nobody. */
        WRITER,
        /** The process of the VM was replaced by a fresh one; its globals are gone. The text says why. */
        RESTARTED,
        /** The process of the VM has ended; the text says how: {@code exit 3}, {@code signal 9}, or {@code closed}. */
        EXIT
    }

    private final long sequence;
    private final Instant time;
    private final Kind kind;
    private final String source;
    private final byte[] bytes;

    private SessionEvent(long sequence, Instant time, Kind kind, String source, byte[] bytes) {
        this.sequence = sequence;
        this.time = requireNonNull(time, "time");
        this.kind = requireNonNull(kind, "kind");
        this.source = requireNonNull(source, "source");
        this.bytes = bytes;
    }

    /**
     * An event.
     *
     * @param sequence its number
     * @param time when it happened
     * @param kind what happened
     * @param source who did it, or an empty text
     * @param bytes its text; not copied, so it must not be changed afterwards
     * @return the event
     */
    public static SessionEvent of(long sequence, Instant time, Kind kind, String source, byte[] bytes) {
        return new SessionEvent(sequence, time, kind, source, bytes);
    }

    /**
     * Its number. The events of a session are numbered from 1 without a gap, over all restarts.
     *
     * @return the number
     */
    public long sequence() {
        return sequence;
    }

    /**
     * When it happened.
     *
     * @return the time, to the millisecond
     */
    public Instant time() {
        return time;
    }

    /**
     * What happened.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Who did it.
     *
     * @return the name of an attachment; empty if it was none
     */
    public String source() {
        return source;
    }

    /**
     * Its text as it came, which may be any bytes, and may begin or end in the middle of a character.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * How long its text is.
     *
     * @return bytes
     */
    public int size() {
        return bytes.length;
    }

    /**
     * Writes its text as it came, without a copy.
     *
     * @param out gets the bytes
     * @throws IOException if {@code out} does
     */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    /**
     * Its text as UTF-8.
     *
     * @return the text, with replacements for what is none
     */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return sequence + " " + kind + (source.isEmpty() ? "" : " by " + source) + ", " + bytes.length + " bytes";
    }
}
