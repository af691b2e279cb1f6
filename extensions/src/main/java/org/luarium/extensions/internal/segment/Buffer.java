// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;

/** A view of a memory, on either side. */
final class Buffer implements SharedBuffer {
    private static final int BATCH = 8192;

    final Object owner;
    final long number;
    final Layout layout;
    private final Memory memory;
    private final Lease lease;
    private final boolean writable;

    /**
     * Creates a view.
     *
     * @param owner the side of the link that it belongs to
     * @param number of the segment
     */
    Buffer(Object owner, long number, Layout layout, Memory memory, Lease lease, boolean writable) {
        this.owner = owner;
        this.number = number;
        this.layout = layout;
        this.memory = memory;
        this.lease = lease;
        this.writable = writable;
    }

    private Buffer with(Layout view) {
        lease.check();
        return new Buffer(owner, number, view, memory, lease, writable);
    }

    void check() {
        lease.check();
    }

    @Override
    public NumberType type() {
        return layout.type;
    }

    @Override
    public long[] shape() {
        return layout.shape.clone();
    }

    @Override
    public long[] strides() {
        return layout.strides.clone();
    }

    @Override
    public long offset() {
        return layout.offset;
    }

    @Override
    public long size() {
        return layout.size;
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public SharedBuffer readOnly() {
        lease.check();
        return new Buffer(owner, number, layout, memory, lease, false);
    }

    @Override
    public SharedBuffer slice(int dimension, long from, long to, long step) {
        return with(layout.slice(dimension, from, to, step));
    }

    @Override
    public SharedBuffer select(int dimension, long index) {
        return with(layout.select(dimension, index));
    }

    @Override
    public SharedBuffer view(long offset, long[] shape, long[] strides) {
        return with(layout.view(offset, shape, strides, memory.bytes() / layout.type.bytes()));
    }

    private ByteBuffer number(long[] index) {
        ByteBuffer number = space(1);
        lease.check();
        try {
            memory.read(layout.position(index) * layout.type.bytes(), number);
            return number.flip();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private ByteBuffer space(int numbers) {
        return ByteBuffer.allocate(numbers * layout.type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long getLong(long... index) {
        ByteBuffer number = number(index);
        return layout.type.floating()
                ? (long) Numbers.toDouble(layout.type, number)
                : Numbers.toLong(layout.type, number);
    }

    @Override
    public double getDouble(long... index) {
        return Numbers.toDouble(layout.type, number(index));
    }

    @Override
    public void putLong(long value, long... index) {
        ByteBuffer number = space(1);
        if (layout.type.floating()) {
            Numbers.put(layout.type, (double) value, number);
        } else {
            Numbers.put(layout.type, value, number);
        }
        write(index, number);
    }

    @Override
    public void putDouble(double value, long... index) {
        ByteBuffer number = space(1);
        Numbers.put(layout.type, value, number);
        write(index, number);
    }

    private void write(long[] index, ByteBuffer number) {
        checkWritable();
        try {
            memory.write(layout.position(index) * layout.type.bytes(), number.flip());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void checkWritable() {
        lease.check();
        if (!writable) {
            throw new ReadOnlyBufferException();
        }
    }

    /** What is done to numbers that lie side by side. */
    private interface Run {
        void at(long position, ByteBuffer numbers);
    }

    private void each(long from, ByteBuffer numbers, Run run) {
        int bytes = layout.type.bytes();
        if (numbers.remaining() % bytes != 0) {
            throw new IllegalArgumentException(
                    numbers.remaining() + " bytes are no whole numbers of " + bytes + " bytes");
        }
        long next = from;
        long end = next + numbers.remaining() / bytes;
        Objects.checkFromToIndex(from, end, layout.size);
        long side = layout.run();
        int limit = numbers.limit();
        try {
            while (next < end) {
                long count = Math.min(end - next, side - next % side);
                numbers.limit(numbers.position() + (int) count * bytes);
                run.at(layout.position(next) * bytes, numbers);
                next += count;
            }
        } finally {
            numbers.limit(limit);
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void get(long from, ByteBuffer into) {
        lease.check();
        each(from, into, memory::read);
    }

    @Override
    public void put(long from, ByteBuffer numbers) {
        checkWritable();
        each(from, numbers, memory::write);
    }

    @Override
    public void get(long from, double[] into) {
        Objects.checkFromIndexSize(from, /* size= */ into.length, /* length= */ layout.size);
        ByteBuffer some = space(Math.min(BATCH, into.length));
        for (int done = 0; done < into.length; ) {
            int count = Math.min(BATCH, into.length - done);
            some.clear().limit(count * layout.type.bytes());
            get(from + done, some);
            some.flip();
            if (layout.type == NumberType.FLOAT64) {
                some.asDoubleBuffer().get(into, done, count);
            } else {
                for (int i = 0; i < count; i++) {
                    into[done + i] = Numbers.toDouble(layout.type, some);
                }
            }
            done += count;
        }
    }

    @Override
    public void put(long from, double[] numbers) {
        Objects.checkFromIndexSize(from, /* size= */ numbers.length, /* length= */ layout.size);
        ByteBuffer some = space(Math.min(BATCH, numbers.length));
        for (int done = 0; done < numbers.length; ) {
            int count = Math.min(BATCH, numbers.length - done);
            some.clear().limit(count * layout.type.bytes());
            if (layout.type == NumberType.FLOAT64) {
                some.asDoubleBuffer().put(numbers, done, count);
            } else {
                for (int i = 0; i < count; i++) {
                    Numbers.put(layout.type, numbers[done + i], some);
                }
                some.flip();
            }
            put(from + done, some);
            done += count;
        }
    }

    @Override
    public List<ByteBuffer> bytes() {
        lease.check();
        if (!layout.sideBySide()) {
            throw new UnsupportedOperationException(
                    "the numbers of this view do not lie side by side; use get and put");
        }
        long begin = layout.offset * layout.type.bytes();
        long end = begin + layout.bytes();
        List<ByteBuffer> parts = memory.parts(writable);
        if (begin == 0 && end == memory.bytes()) {
            return parts;
        }
        return cut(parts, begin, end);
    }

    /** What lies between two places, as parts of parts. */
    private static List<ByteBuffer> cut(List<ByteBuffer> parts, long begin, long end) {
        List<ByteBuffer> found = new java.util.ArrayList<>();
        long at = 0;
        for (ByteBuffer part : parts) {
            int size = part.capacity();
            int from = (int) Math.max(0, Math.min(size, begin - at));
            int to = (int) Math.max(from, Math.min(size, end - at));
            if (to > from) {
                found.add(part.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN));
            }
            at += size;
        }
        return found;
    }

    @Override
    public void close() {
        lease.close();
    }

    @Override
    public String toString() {
        return "shared buffer " + number + " of " + layout.type + " " + Arrays.toString(layout.shape);
    }
}
