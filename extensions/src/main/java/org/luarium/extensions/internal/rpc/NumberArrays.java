// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.ValueException;

/** Arrays of numbers, as one block of bytes. */
final class NumberArrays {
    private static final List<Class<?>> TYPES =
            List.of(boolean.class, short.class, char.class, int.class, long.class, float.class, double.class);
    private static final String LETTERS = "zscilfd";
    private static final int[] SIZES = {1, 2, 2, 4, 8, 4, 8};

    private NumberArrays() {}

    static boolean has(Class<?> element) {
        return TYPES.contains(element);
    }

    static Codec of(Class<?> element) {
        int type = TYPES.indexOf(element);
        return new Codec() {
            @Override
            public void write(Output out, @Nullable Object value, References references) {
                if (value == null) {
                    out.nil();
                } else {
                    NumberArrays.write(out, type, value, references);
                }
            }

            @Override
            public @Nullable Object read(Input in, References references) {
                if (in.nil()) {
                    return null;
                }
                if (in.kind() == Input.Kind.ARRAY) {
                    return list(in, element, references);
                }
                int[] length = new int[1];
                int tag = in.tag(length);
                if (tag == Tags.SEGMENT) {
                    return NumberArrays.read(Segmented.read(in.rest(length[0]), in, references), type);
                }
                if (tag != Tags.ARRAY) {
                    throw new ValueException("expected an array, but got a value of kind " + tag, null);
                }
                return NumberArrays.read(in.rest(length[0]), type);
            }
        };
    }

    private static void write(Output out, int type, Object array, References references) {
        int count = Array.getLength(array);
        if (Segmented.write(
                out,
                references,
                LETTERS.charAt(type),
                (long) count * SIZES[type],
                (at, piece) -> put(type, array, (int) (at / SIZES[type]), piece))) {
            return;
        }
        long size = 1 + (long) count * SIZES[type];
        if (size > Integer.MAX_VALUE - 16) {
            throw new ValueException(
                    "an array of " + count + " numbers is too large to be sent; use a SharedBuffer", null);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) LETTERS.charAt(type));
        ByteBuffer numbers = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        put(type, array, 0, numbers);
        out.tagged(Tags.ARRAY, bytes.array());
    }

    /** Reads what a tagged array has. */
    static Object read(byte[] bytes) {
        int type = bytes.length == 0 ? -1 : LETTERS.indexOf(bytes[0]);
        if (type < 0) {
            throw new ValueException("an array has no known type", null);
        }
        return read(bytes, type);
    }

    private static Object read(byte[] bytes, int type) {
        int size = SIZES[type];
        if (bytes.length == 0 || bytes[0] != LETTERS.charAt(type) || (bytes.length - 1) % size != 0) {
            throw new ValueException("expected an array of " + TYPES.get(type) + ", but got another", null);
        }
        int count = (bytes.length - 1) / size;
        ByteBuffer numbers = ByteBuffer.wrap(bytes, 1, bytes.length - 1).slice().order(ByteOrder.LITTLE_ENDIAN);
        Object array = Array.newInstance(TYPES.get(type), count);
        get(type, array, 0, numbers);
        return array;
    }

    /** Reads an array out of shared memory. */
    static Object read(Segmented.Sent sent) {
        return read(sent, LETTERS.indexOf(sent.letter()));
    }

    private static Object read(Segmented.Sent sent, int type) {
        if (type < 0 || sent.letter() != LETTERS.charAt(type) || sent.bytes() % SIZES[type] != 0) {
            throw new ValueException("an array is of another type than expected", null);
        }
        Object array = Array.newInstance(TYPES.get(type), sent.bytes() / SIZES[type]);
        sent.read((at, piece) -> get(type, array, (int) (at / SIZES[type]), piece));
        return array;
    }

    /** Fills a buffer with numbers of an array. */
    private static void put(int type, Object array, int from, ByteBuffer numbers) {
        int count = numbers.remaining() / SIZES[type];
        switch (type) {
            case 0 -> {
                boolean[] flags = (boolean[]) array;
                for (int i = 0; i < count; i++) {
                    numbers.put((byte) (flags[from + i] ? 1 : 0));
                }
            }
            case 1 -> numbers.asShortBuffer().put((short[]) array, from, count);
            case 2 -> numbers.asCharBuffer().put((char[]) array, from, count);
            case 3 -> numbers.asIntBuffer().put((int[]) array, from, count);
            case 4 -> numbers.asLongBuffer().put((long[]) array, from, count);
            case 5 -> numbers.asFloatBuffer().put((float[]) array, from, count);
            default -> numbers.asDoubleBuffer().put((double[]) array, from, count);
        }
    }

    /** Takes numbers of an array out of a buffer. */
    private static void get(int type, Object array, int from, ByteBuffer numbers) {
        int count = numbers.remaining() / SIZES[type];
        switch (type) {
            case 0 -> {
                boolean[] flags = (boolean[]) array;
                for (int i = 0; i < count; i++) {
                    flags[from + i] = numbers.get(i) != 0;
                }
            }
            case 1 -> numbers.asShortBuffer().get((short[]) array, from, count);
            case 2 -> numbers.asCharBuffer().get((char[]) array, from, count);
            case 3 -> numbers.asIntBuffer().get((int[]) array, from, count);
            case 4 -> numbers.asLongBuffer().get((long[]) array, from, count);
            case 5 -> numbers.asFloatBuffer().get((float[]) array, from, count);
            default -> numbers.asDoubleBuffer().get((double[]) array, from, count);
        }
    }

    /** What a language without such arrays sends. */
    private static Object list(Input in, Class<?> element, References references) {
        Codec codec = java.util.Objects.requireNonNull(Scalars.of(element));
        int count = in.array();
        Object array = Array.newInstance(element, count);
        for (int i = 0; i < count; i++) {
            Array.set(array, i, codec.read(in, references));
        }
        in.leave();
        return array;
    }
}
