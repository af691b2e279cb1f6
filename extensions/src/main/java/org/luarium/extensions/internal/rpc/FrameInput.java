// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a stream into frames. What is only announced takes no memory. One thread at a time. */
final class FrameInput {
    private static final int HEADER = 4;
    private static final int SIZE = 64 << 10;

    private final InputStream in;
    private final int limit;
    private byte[] buffer = new byte[SIZE];
    private int from;
    private int to;

    FrameInput(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /** Whether {@link #take} would give a frame. */
    boolean hasFrame() throws ProtocolException {
        return to - from >= HEADER && to - from - HEADER >= length();
    }

    private int length() throws ProtocolException {
        int length = (buffer[from] & 0xff) << 24
                | (buffer[from + 1] & 0xff) << 16
                | (buffer[from + 2] & 0xff) << 8
                | (buffer[from + 3] & 0xff);
        if (length < 0 || length > limit) {
            throw new ProtocolException(
                    "a frame of " + (length & 0xffff_ffffL) + " bytes was announced, the limit is " + limit);
        }
        return length;
    }

    /** The next frame, to be read before the next call of any method. */
    Input take() throws ProtocolException {
        int begin = from + HEADER;
        int end = begin + length();
        from = end;
        return new Input(buffer, begin, end);
    }

    /** Whether {@link #fill} would not wait. */
    boolean ready() throws IOException {
        return in.available() > 0;
    }

    /** Reads what there is, and waits for it. Returns false at the end of the stream. */
    boolean fill() throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
            if (buffer.length > SIZE) {
                buffer = new byte[SIZE];
            }
        } else if (to == buffer.length) {
            int whole = to - from >= HEADER ? HEADER + length() : HEADER;
            byte[] next = whole <= buffer.length ? buffer : new byte[Math.min(whole, 2 * buffer.length)];
            System.arraycopy(buffer, from, next, 0, to - from);
            buffer = next;
            to -= from;
            from = 0;
        }
        int count = in.read(buffer, to, buffer.length - to);
        if (count < 0) {
            if (from < to) {
                throw new EOFException("the link ended with an incomplete frame: "
                        + Arrays.toString(Arrays.copyOfRange(buffer, from, Math.min(to, from + 16))));
            }
            return false;
        }
        to += count;
        return true;
    }

    /** Closes the stream, which may be done by any thread. */
    void close() throws IOException {
        in.close();
    }
}
