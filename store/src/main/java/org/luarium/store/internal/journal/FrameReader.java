// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.luarium.store.internal.journal.JournalState.Tail;

/** Reads frames one after the other, in big chunks, up to an end that is fixed at the start. */
final class FrameReader {
    private static final int CHUNK = 1 << 20;
    /** How much damage is looked through for good frames behind it. */
    private static final long MAX_SEARCH = 4L * Frames.MAX_PAYLOAD;

    private final JournalFile file;
    private final long end;
    private byte[] buffer;
    private ByteBuffer view;
    private ByteBuffer readOnly;
    private long start; // of the buffer, in the file
    private int filled;
    private long offset; // of the next frame

    FrameReader(JournalFile file, long offset, long end) {
        this.file = file;
        this.start = offset;
        this.offset = offset;
        this.end = end;
        buffer = new byte[(int) Math.min(CHUNK, Math.max(end - offset, 0))];
        view = ByteBuffer.wrap(buffer);
        readOnly = view.asReadOnlyBuffer();
    }

    /** Moves on to the next frame, if there is a good one. */
    boolean next() throws IOException {
        if (!isGood(offset)) {
            return false;
        }
        offset += Frames.PREFIX + view.getInt((int) (offset - start));
        return true;
    }

    /** The payload of the frame that {@link #next} moved over, given the offset before. Valid until the next call, as all frames share one buffer. */
    ByteBuffer payload(long at) {
        return readOnly.limit((int) (offset - start)).position((int) (at - start) + Frames.PREFIX);
    }

    long offset() {
        return offset;
    }

    private boolean isGood(long at) throws IOException {
        if (end - at < Frames.PREFIX || !load(at, Frames.PREFIX)) {
            return false;
        }
        int length = view.getInt((int) (at - start));
        if (!Frames.isLength(length) || length > end - at - Frames.PREFIX || !load(at, Frames.PREFIX + length)) {
            return false;
        }
        int from = (int) (at - start);
        return view.getInt(from + Integer.BYTES) == Frames.checksum(buffer, from + Frames.PREFIX, length);
    }

    /** What comes after the last good frame. */
    JournalState state() throws IOException {
        if (offset == end) {
            return new JournalState(Tail.NONE, offset);
        }
        return new JournalState(offset > end || isDamage() ? Tail.CORRUPT : Tail.TORN, offset);
    }

    /**
     * Whether there is a good frame behind a bad one. A torn write leaves none; to cut the file would lose them. Every
     * byte could be the first of one, as the length of the bad one may be what is wrong.
     */
    private boolean isDamage() throws IOException {
        long budget = MAX_SEARCH;
        for (long at = offset + 1; at <= end - Frames.PREFIX; at++) {
            load(at, Frames.PREFIX);
            int length = view.getInt((int) (at - start));
            budget--;
            if (Frames.isLength(length) && length <= end - at - Frames.PREFIX) {
                if (isGood(at)) {
                    return true;
                }
                budget -= length;
            }
            if (budget < 0) {
                return true;
            }
        }
        return false;
    }

    private boolean load(long at, int length) throws IOException {
        if (at >= start && at + length <= start + filled) {
            return true;
        }
        if (length > buffer.length) {
            buffer = new byte[length];
            view = ByteBuffer.wrap(buffer);
            readOnly = view.asReadOnlyBuffer();
        }
        start = at;
        filled = file.read(at, buffer, (int) Math.min(buffer.length, end - at));
        return filled >= length;
    }
}
