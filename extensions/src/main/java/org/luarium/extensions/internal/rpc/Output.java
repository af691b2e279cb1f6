// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.luarium.extension.spi.MessageTooLargeException;
import org.luarium.extension.spi.ValueException;

/**
 * A frame that is being written: its length, then MessagePack. What is beyond the limit is counted, not kept. One thread at a time.
 *
 * <p>Wide forms of lengths are used where a value comes from elsewhere, so that nothing has to be moved afterwards.
 */
public final class Output {
    static final int HEADER = 4;
    private static final int SMALL = 256;
    private static final int KEPT = 1 << 20;
    /** Lists, maps and records within each other. */
    static final int MOST_NESTED = 100;
    /** Room is asked for in wide forms; whether a frame is too large shows when it is complete. */
    private static final int SLACK = 128;

    private final int limit;
    private byte[] bytes = new byte[SMALL];
    private int size = HEADER;
    private long discarded;
    private int depth;
    private final List<Long> lent = new ArrayList<>(0);
    private final List<byte[]> segments = new ArrayList<>(0);

    /**
     * Creates an empty frame.
     *
     * @param limit the most bytes behind the length
     */
    Output(int limit) {
        this.limit = limit;
    }

    /** Notes that an object was lent with this frame. */
    void lent(long number) {
        lent.add(number);
    }

    /** Takes back what was lent, as the frame is not sent. */
    void undo(References references) {
        for (long number : lent) {
            references.release(number, 1);
        }
        lent.clear();
        segments.forEach(references.segments()::undo);
        segments.clear();
    }

    Output reset() {
        lent.clear();
        segments.clear();
        if (bytes.length > KEPT) {
            bytes = new byte[SMALL];
        }
        size = HEADER;
        discarded = 0;
        depth = 0;
        return this;
    }

    /** Begins a value that has others in it. */
    void enter() {
        if (++depth > MOST_NESTED) {
            throw new ValueException(
                    "values are nested more than " + MOST_NESTED + " deep, or one contains itself", null);
        }
    }

    void leave() {
        depth--;
    }

    /** Whether so many bytes can be put at {@code size}. */
    private boolean room(int more) {
        if (more > bytes.length - size) {
            return grow(more);
        }
        return true;
    }

    private boolean grow(int more) {
        long most = (long) limit + HEADER + SLACK;
        if (more > most - size) {
            discarded += size - HEADER;
            size = HEADER;
            if (more > most - HEADER) {
                discarded += more;
                return false;
            }
        }
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(size + (long) more, bytes.length * 2L)));
        }
        return true;
    }

    /**
     * Completes the frame.
     *
     * @param what it is, and
     * @param name of whom
     */
    void finish(String what, String name) {
        if (discarded > 0 || size - HEADER > limit) {
            throw new MessageTooLargeException(
                    what + name + " takes " + (discarded + size - HEADER) + " bytes, a frame may have " + limit
                            + "; send less at once, use a SharedBuffer, or raise the limit of frames",
                    null);
        }
        int length = size - HEADER;
        bytes[0] = (byte) (length >>> 24);
        bytes[1] = (byte) (length >>> 16);
        bytes[2] = (byte) (length >>> 8);
        bytes[3] = (byte) length;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    private void put(int value) {
        bytes[size++] = (byte) value;
    }

    private void put2(int value) {
        put(value >>> 8);
        put(value);
    }

    private void put4(int value) {
        put2(value >>> 16);
        put2(value);
    }

    private void put8(long value) {
        put4((int) (value >>> 32));
        put4((int) value);
    }

    void nil() {
        if (room(1)) {
            put(0xc0);
        }
    }

    void bool(boolean value) {
        if (room(1)) {
            put(value ? 0xc3 : 0xc2);
        }
    }

    void integer(long value) {
        if (!room(9)) {
            return;
        }
        if (value >= -32 && value < 128) {
            put((int) value);
        } else if (value == (int) value) {
            put(0xd2);
            put4((int) value);
        } else {
            put(0xd3);
            put8(value);
        }
    }

    void float4(float value) {
        if (room(5)) {
            put(0xca);
            put4(Float.floatToRawIntBits(value));
        }
    }

    void float8(double value) {
        if (room(9)) {
            put(0xcb);
            put8(Double.doubleToRawLongBits(value));
        }
    }

    void string(String value) {
        int length = value.length();
        // What is all Latin and short, as nearly everything is, needs no array of its own.
        if (length < 32 && room(1 + 3 * length)) {
            int begin = size++;
            for (int i = 0; i < length; i++) {
                char c = value.charAt(i);
                if (c >= 128) {
                    size = begin;
                    string(value.getBytes(StandardCharsets.UTF_8));
                    return;
                }
                put(c);
            }
            bytes[begin] = (byte) (0xa0 | length);
            return;
        }
        string(value.getBytes(StandardCharsets.UTF_8));
    }

    private void string(byte[] utf8) {
        check(utf8.length);
        if (room(5 + utf8.length)) {
            put(0xdb);
            put4(utf8.length);
            raw(utf8, 0, utf8.length);
        }
    }

    void binary(byte[] value, int from, int length) {
        check(length);
        if (room(5 + length)) {
            put(0xc6);
            put4(length);
            raw(value, from, length);
        }
    }

    private static void check(int length) {
        if (length > Integer.MAX_VALUE - SLACK) {
            throw new MessageTooLargeException(length + " bytes in one value cannot be sent; send less at once", null);
        }
    }

    private void raw(byte[] value, int from, int length) {
        System.arraycopy(value, from, bytes, size, length);
        size += length;
    }

    void array(int length) {
        if (!room(5)) {
            return;
        }
        if (length < 16) {
            put(0x90 | length);
        } else {
            put(0xdd);
            put4(length);
        }
    }

    void map(int length) {
        if (!room(5)) {
            return;
        }
        if (length < 16) {
            put(0x80 | length);
        } else {
            put(0xdf);
            put4(length);
        }
    }

    /** A value that lies in shared memory. */
    void segment(byte[] where) {
        segments.add(where);
        tagged(Tags.SEGMENT, where);
    }

    /** A value of a kind of its own that is a number. */
    void tagged(int tag, long value) {
        if (room(10)) {
            put(0xd7);
            put(tag);
            put8(value);
        }
    }

    /** A value of a kind of its own. */
    void tagged(int tag, byte[] value) {
        check(value.length);
        if (room(6 + value.length)) {
            put(0xc9);
            put4(value.length);
            put(tag);
            raw(value, 0, value.length);
        }
    }
}
