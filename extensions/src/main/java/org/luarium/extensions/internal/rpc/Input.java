// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.ValueException;

/**
 * The body of a frame, which may come from hostile code: nothing is read behind its end, and nothing is allocated that it only announces. One thread at a time.
 *
 * <p>Every form of MessagePack is understood. A value that is not of the wanted kind throws {@link ValueException}.
 */
public final class Input {
    /** What values may have, and around them the frame and the list of arguments. */
    private static final int MOST_NESTED = Output.MOST_NESTED + 2;
    /** Lists, maps and records in one message: empty ones take a byte there, but a hundred here. */
    static final int MOST_CONTAINERS = 1 << 20;

    private final byte[] bytes;
    private final int begin;
    private final int end;
    private int at;
    private int depth;
    private int containers;
    /** Objects of the other side that were read, so that this can be undone. */
    private @Nullable List<References.Borrowed> taken;
    /** Numbers of objects of the other side that nobody wanted. */
    private @Nullable List<Long> skipped;

    private @Nullable List<byte[]> segments;

    Input(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.begin = from;
        this.at = from;
        this.end = end;
    }

    /** A message that is a single number. */
    static Input of(int number) {
        byte[] bytes = ByteBuffer.allocate(5).put((byte) 0xd2).putInt(number).array();
        return new Input(bytes, 0, bytes.length);
    }

    /** What comes next. */
    enum Kind {
        NIL,
        BOOLEAN,
        INTEGER,
        FLOAT,
        STRING,
        BINARY,
        ARRAY,
        MAP,
        TAGGED
    }

    private static ValueException incomplete() {
        return new ValueException("the message is incomplete", null);
    }

    private ValueException unexpected(String wanted) {
        return new ValueException(
                "expected " + wanted + ", but got " + (at < end ? kind() : "the end of the message"), null);
    }

    private int peek() {
        if (at >= end) {
            throw incomplete();
        }
        return bytes[at] & 0xff;
    }

    private void need(long count) {
        if (count < 0 || count > end - at) {
            throw incomplete();
        }
    }

    private int take() {
        need(1);
        return bytes[at++] & 0xff;
    }

    private int take2() {
        need(2);
        int value = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
        at += 2;
        return value;
    }

    private int take4() {
        need(4);
        int value = (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
        at += 4;
        return value;
    }

    private long take8() {
        long high = take4();
        return high << 32 | (take4() & 0xffff_ffffL);
    }

    /** How many bytes there are in all. */
    int size() {
        return end - begin;
    }

    /** Where it is, for {@link #back}. */
    int position() {
        return at;
    }

    void back(int position) {
        at = position;
        depth = 0;
        containers = 0;
        taken = null;
        skipped = null;
    }

    void taken(References.Borrowed borrowed) {
        if (taken == null) {
            taken = new ArrayList<>(2);
        }
        taken.add(borrowed);
    }

    List<References.Borrowed> taken() {
        return taken == null ? List.of() : taken;
    }

    List<Long> skipped() {
        return skipped == null ? List.of() : skipped;
    }

    /** Reads a scalar again whose beginning was read. */
    void again(int position) {
        at = position;
    }

    Kind kind() {
        int b = peek();
        if (b < 0x80 || b >= 0xe0) {
            return Kind.INTEGER;
        } else if (b < 0x90) {
            return Kind.MAP;
        } else if (b < 0xa0) {
            return Kind.ARRAY;
        } else if (b < 0xc0) {
            return Kind.STRING;
        }
        return switch (b) {
            case 0xc0 -> Kind.NIL;
            case 0xc2, 0xc3 -> Kind.BOOLEAN;
            case 0xc4, 0xc5, 0xc6 -> Kind.BINARY;
            case 0xca, 0xcb -> Kind.FLOAT;
            case 0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3 -> Kind.INTEGER;
            case 0xd9, 0xda, 0xdb -> Kind.STRING;
            case 0xdc, 0xdd -> Kind.ARRAY;
            case 0xde, 0xdf -> Kind.MAP;
            case 0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> Kind.TAGGED;
            default -> throw new ValueException("the message has a byte that means nothing: " + b, null);
        };
    }

    /** Skips a nil. */
    boolean nil() {
        if (peek() == 0xc0) {
            at++;
            return true;
        }
        return false;
    }

    boolean bool() {
        int b = peek();
        if (b != 0xc2 && b != 0xc3) {
            throw unexpected("a boolean");
        }
        at++;
        return b == 0xc3;
    }

    long integer() {
        int b = peek();
        if (b < 0x80 || b >= 0xe0) {
            at++;
            return (byte) b;
        }
        if (b == 0xca || b == 0xcb) {
            // Lua before 5.3 has no integers.
            double value = float8();
            if (value != (long) value || value == 0x1p63) {
                throw new ValueException("expected an integer, but got " + value, null);
            }
            return (long) value;
        }
        if (kind() != Kind.INTEGER) {
            throw unexpected("an integer");
        }
        at++;
        return switch (b) {
            case 0xcc -> take();
            case 0xcd -> take2();
            case 0xce -> take4() & 0xffff_ffffL;
            case 0xcf -> {
                long value = take8();
                if (value < 0) {
                    throw new ValueException("an integer is larger than a long", null);
                }
                yield value;
            }
            case 0xd0 -> (byte) take();
            case 0xd1 -> (short) take2();
            case 0xd2 -> take4();
            default -> take8();
        };
    }

    /** An integer within bounds. */
    int integer(int least, int most) {
        long value = integer();
        if (value < least || value > most) {
            throw new ValueException(value + " is not from " + least + " to " + most, null);
        }
        return (int) value;
    }

    /** As it was sent, if it was sent as one. */
    float float4() {
        if (peek() == 0xca) {
            at++;
            return Float.intBitsToFloat(take4());
        }
        return (float) float8();
    }

    double float8() {
        switch (peek()) {
            case 0xca -> {
                at++;
                return Float.intBitsToFloat(take4());
            }
            case 0xcb -> {
                at++;
                return Double.longBitsToDouble(take8());
            }
            default -> {
                if (kind() != Kind.INTEGER) {
                    throw unexpected("a number");
                }
                return integer();
            }
        }
    }

    private int length(int b, int one, String wanted) {
        if (b == one) {
            return take();
        } else if (b == one + 1) {
            return take2();
        } else if (b == one + 2) {
            int length = take4();
            need(length);
            return length;
        }
        at--;
        throw unexpected(wanted);
    }

    String string() {
        int b = take();
        int length = b >= 0xa0 && b < 0xc0
                ? b & 0x1f
                : b == 0xc4 || b == 0xc5 || b == 0xc6 ? length(b, 0xc4, "a string") : length(b, 0xd9, "a string");
        need(length);
        int begin = at;
        at += length;
        return text(begin, length);
    }

    private String text(int begin, int length) {
        for (int i = begin; i < begin + length; i++) {
            if (bytes[i] < 0) {
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes, begin, length))
                            .toString();
                } catch (CharacterCodingException e) {
                    throw new ValueException(
                            "expected a string, but the bytes are no UTF-8; declare byte[] to get them", e);
                }
            }
        }
        return new String(bytes, begin, length, StandardCharsets.ISO_8859_1);
    }

    /** Bytes, of a binary or a string. */
    byte[] binary() {
        int length = skipBytes();
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    private int skipBytes() {
        int b = take();
        int length;
        if (b >= 0xa0 && b < 0xc0) {
            length = b & 0x1f;
        } else if (b >= 0xd9 && b <= 0xdb) {
            length = length(b, 0xd9, "bytes");
        } else {
            length = length(b, 0xc4, "bytes");
        }
        need(length);
        at += length;
        return length;
    }

    /** Begins a list. Its end has to be told with {@link #leave}. */
    int array() {
        int b = take();
        int length;
        if (b >= 0x90 && b < 0xa0) {
            length = b & 0xf;
        } else if (b == 0xdc) {
            length = take2();
        } else if (b == 0xdd) {
            length = take4();
        } else {
            at--;
            throw unexpected("a list");
        }
        // Every element takes a byte at least.
        need(length);
        enter();
        return length;
    }

    /** Begins a map. Its end has to be told with {@link #leave}. */
    int map() {
        int b = take();
        int length;
        if (b >= 0x80 && b < 0x90) {
            length = b & 0xf;
        } else if (b == 0xde) {
            length = take2();
        } else if (b == 0xdf) {
            length = take4();
        } else {
            at--;
            throw unexpected("a map");
        }
        need(2L * length);
        enter();
        return length;
    }

    void enter() {
        if (++depth > MOST_NESTED) {
            throw new ValueException("values are nested more than " + Output.MOST_NESTED + " deep", null);
        }
        if (++containers > MOST_CONTAINERS) {
            throw new ValueException("a message has more than " + MOST_CONTAINERS + " lists, maps and records", null);
        }
    }

    void leave() {
        depth--;
    }

    /** Begins a value of a kind of its own; its bytes follow with {@link #rest}. */
    int tag(int[] length) {
        int b = take();
        switch (b) {
            case 0xc7 -> length[0] = take();
            case 0xc8 -> length[0] = take2();
            case 0xc9 -> length[0] = take4();
            case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> length[0] = 1 << (b - 0xd4);
            default -> {
                at--;
                throw unexpected("a tagged value");
            }
        }
        int tag = take();
        need(length[0]);
        return tag;
    }

    /** The number of a tagged value of 8 bytes. */
    long number(int length) {
        if (length != 8) {
            throw new ValueException("a tagged number has " + length + " bytes", null);
        }
        return take8();
    }

    byte[] rest(int length) {
        need(length);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** Notes what was read from shared memory, or skipped. */
    void segment(byte[] sent) {
        List<byte[]> noted = segments;
        if (noted == null) {
            noted = new ArrayList<>();
            segments = noted;
        }
        if (noted.stream().noneMatch(each -> Arrays.equals(each, sent))) {
            noted.add(sent);
        }
    }

    /** Lets go of what was read from shared memory. */
    void done(References references) {
        List<byte[]> noted = segments;
        if (noted != null) {
            segments = null;
            noted.forEach(references.segments()::done);
        }
    }

    /** Skips a value, and notes what objects are in it. */
    void skip() {
        switch (kind()) {
            case NIL -> at++;
            case BOOLEAN -> bool();
            case INTEGER -> integer();
            case FLOAT -> float8();
            case STRING, BINARY -> skipBytes();
            case ARRAY -> {
                for (int i = array(); i > 0; i--) {
                    skip();
                }
                leave();
            }
            case MAP -> {
                for (int i = 2 * map(); i > 0; i--) {
                    skip();
                }
                leave();
            }
            case TAGGED -> {
                int[] length = new int[1];
                int tag = tag(length);
                if (tag == Tags.MINE) {
                    skipped = skipped == null ? new ArrayList<>(2) : skipped;
                    skipped.add(number(length[0]));
                } else if (tag == Tags.SEGMENT) {
                    segment(rest(length[0]));
                } else {
                    at += length[0];
                }
                if (tag == Tags.MAPPED) {
                    enter();
                    skip();
                    leave();
                }
            }
        }
    }

    /** Whether the string that comes next is this one, which is skipped then. */
    boolean takeIf(byte[] ascii) {
        int length = ascii.length;
        if (length < 32
                && end - at > length
                && (bytes[at] & 0xff) == (0xa0 | length)
                && Arrays.equals(bytes, at + 1, at + 1 + length, ascii, 0, length)) {
            at += 1 + length;
            return true;
        }
        return false;
    }
}
