// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.ValueException;

/** Which numbers of a memory a view has, counted in numbers. Immutable. */
final class Layout {
    static final int MOST_DIMENSIONS = 32;

    /** By what is sent for them. */
    private static final List<NumberType> TYPES = List.of(NumberType.values());

    final NumberType type;
    final long offset;
    final long[] shape;
    final long[] strides;
    final long size;

    private Layout(NumberType type, long offset, long[] shape, long[] strides) {
        this.type = type;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
        size = count(type, shape);
    }

    /** All of a memory, row by row. */
    static Layout whole(NumberType type, long... shape) {
        long[] own = shape.clone();
        long unused = count(type, own);
        long[] strides = new long[own.length];
        long stride = 1;
        for (int i = own.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(1, own[i]);
        }
        return new Layout(type, 0, own, strides);
    }

    private static long count(NumberType type, long[] shape) {
        if (shape.length > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(
                    shape.length + " dimensions, at most " + MOST_DIMENSIONS + " are possible");
        }
        try {
            long all = 1;
            long count = 1;
            for (long each : shape) {
                if (each < 0) {
                    throw new IllegalArgumentException("a shape with a negative size: " + Arrays.toString(shape));
                }
                count = Math.multiplyExact(count, each);
                all = Math.multiplyExact(all, Math.max(1, each));
            }
            long unused = Math.multiplyExact(all, type.bytes());
            return count;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a shape of too many numbers: " + Arrays.toString(shape), e);
        }
    }

    /** What all of it takes, if it is all of a memory. */
    long bytes() {
        return size * type.bytes();
    }

    /** A view of a memory with so many numbers. */
    Layout view(long from, long[] sizes, long[] steps, long numbers) {
        if (sizes.length != steps.length) {
            throw new IllegalArgumentException(sizes.length + " sizes, but " + steps.length + " strides");
        }
        Layout view = new Layout(type, from, sizes.clone(), steps.clone());
        view.checkWithin(numbers);
        return view;
    }

    private void checkWithin(long numbers) {
        try {
            long least = offset;
            long most = offset;
            for (int i = 0; i < shape.length; i++) {
                long reach = Math.multiplyExact(Math.max(0, shape[i] - 1), strides[i]);
                least = Math.addExact(least, Math.min(0, reach));
                most = Math.addExact(most, Math.max(0, reach));
            }
            if (size == 0 ? offset < 0 || offset > numbers : least < 0 || most >= numbers) {
                throw outside(numbers, null);
            }
        } catch (ArithmeticException e) {
            throw outside(numbers, e);
        }
    }

    private IndexOutOfBoundsException outside(long numbers, @org.jspecify.annotations.Nullable Throwable cause) {
        IndexOutOfBoundsException outside =
                new IndexOutOfBoundsException("numbers from " + offset + " of shape " + Arrays.toString(shape)
                        + " and strides " + Arrays.toString(strides) + " are not all within " + numbers);
        if (cause != null) {
            outside.initCause(cause);
        }
        return outside;
    }

    Layout slice(int dimension, long from, long to, long step) {
        Objects.checkIndex(dimension, shape.length);
        Objects.checkFromToIndex(from, to, shape[dimension]);
        if (step < 1) {
            throw new IllegalArgumentException("a step of at least 1, not " + step);
        }
        long[] sizes = shape.clone();
        long[] steps = strides.clone();
        sizes[dimension] = (to - from) / step + ((to - from) % step == 0 ? 0 : 1);
        // A step over more than there is leads nowhere.
        steps[dimension] = sizes[dimension] <= 1 ? strides[dimension] : strides[dimension] * step;
        return new Layout(type, from == to ? offset : offset + from * strides[dimension], sizes, steps);
    }

    Layout select(int dimension, long index) {
        Objects.checkIndex(dimension, shape.length);
        Objects.checkIndex(index, shape[dimension]);
        long[] sizes = new long[shape.length - 1];
        long[] steps = new long[shape.length - 1];
        for (int i = 0, j = 0; i < shape.length; i++) {
            if (i != dimension) {
                sizes[j] = shape[i];
                steps[j++] = strides[i];
            }
        }
        return new Layout(type, offset + index * strides[dimension], sizes, steps);
    }

    /** Where a number is. */
    long position(long[] index) {
        if (index.length != shape.length) {
            throw new IndexOutOfBoundsException(index.length + " indices for " + shape.length + " dimensions");
        }
        long at = offset;
        for (int i = 0; i < index.length; i++) {
            at += Objects.checkIndex(index[i], shape[i]) * strides[i];
        }
        return at;
    }

    /** Where the number is that comes as the given one, the last index fastest. */
    long position(long order) {
        long at = offset;
        long rest = order;
        for (int i = shape.length - 1; i >= 0; i--) {
            at += rest % shape[i] * strides[i];
            rest /= shape[i];
        }
        return at;
    }

    /** How many numbers lie side by side from the beginning of a row on: a divisor of the size. */
    long run() {
        long run = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            if (shape[i] != 1 && strides[i] != run) {
                break;
            }
            run *= shape[i];
        }
        return Math.max(1, run);
    }

    boolean sideBySide() {
        return size <= 1 || run() == size;
    }

    void write(ByteBuffer out) {
        out.put((byte) TYPES.indexOf(type)).put((byte) shape.length).putLong(offset);
        for (int i = 0; i < shape.length; i++) {
            out.putLong(shape[i]).putLong(strides[i]);
        }
    }

    int written() {
        return 10 + 16 * shape.length;
    }

    /** The type that comes next, which stays there. */
    static NumberType type(ByteBuffer in) {
        int code = in.get(in.position());
        if (code < 0 || code >= TYPES.size()) {
            throw new ValueException("numbers of an unknown type were sent", null);
        }
        return TYPES.get(code);
    }

    /** Reads what may come from hostile code: a view of a memory with so many numbers of a type. */
    static Layout read(ByteBuffer in, NumberType type, long numbers) {
        int code = in.get();
        int dimensions = in.get();
        if (code != TYPES.indexOf(type) || dimensions < 0 || in.remaining() != 8 + 16 * dimensions) {
            throw new ValueException("what was sent is no view of a buffer of " + type, null);
        }
        long offset = in.getLong();
        long[] shape = new long[dimensions];
        long[] strides = new long[dimensions];
        for (int i = 0; i < dimensions; i++) {
            shape[i] = in.getLong();
            strides[i] = in.getLong();
        }
        try {
            Layout view = new Layout(type, offset, shape, strides);
            view.checkWithin(numbers);
            return view;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ValueException("what was sent is no view of a buffer: " + e.getMessage(), e);
        }
    }
}
