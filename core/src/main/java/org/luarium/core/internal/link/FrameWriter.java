// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.luarium.value.LuaBoolean;
import org.luarium.value.LuaFloat;
import org.luarium.value.LuaInteger;
import org.luarium.value.LuaNil;
import org.luarium.value.LuaReference;
import org.luarium.value.LuaString;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;

/**
 * Builds one frame at a time in MessagePack, using only the few wide forms that the Lua side decodes: it has no loop over
 * every short form there is, which makes it small and fast. Not thread-safe.
 */
public final class FrameWriter {
    private static final int HEADER = 4;
    private static final int SMALL = 8 << 10;
    private static final int MAX_DEPTH = 100;

    private final int maxFrame;
    private byte[] buffer = new byte[512];
    private int length;

    public FrameWriter(int maxFrame) {
        this.maxFrame = maxFrame;
    }

    /** Begins a frame of a type with a number of elements, the type included. */
    public FrameWriter begin(int elements, int type) {
        length = HEADER;
        put(0x90 | elements);
        put(type);
        return this;
    }

    public FrameWriter id(int id) {
        put(0xce);
        return int32(id);
    }

    public FrameWriter small(int value) {
        put(value);
        return this;
    }

    public FrameWriter integer(int value) {
        put(0xd2);
        return int32(value);
    }

    public FrameWriter text(String text) {
        return bin(text.getBytes(StandardCharsets.UTF_8));
    }

    public FrameWriter bin(byte[] bytes) {
        if (bytes.length < 256) {
            put(0xc4);
            put(bytes.length);
        } else {
            wide(0xc6, bytes.length);
        }
        return raw(bytes);
    }

    /** A byte string in its long form, whatever its length. */
    public FrameWriter longBin(byte[] bytes) {
        return wide(0xc6, bytes.length).raw(bytes);
    }

    public FrameWriter texts(Iterable<String> texts, int count) {
        wide(0xdd, count);
        texts.forEach(this::text);
        return this;
    }

    /** Values as an array in its long form. */
    public FrameWriter values(List<LuaValue> values) {
        wide(0xdd, values.size());
        for (LuaValue value : values) {
            value(value, 0);
        }
        return this;
    }

    /** No values: one byte, which the Lua side takes as "no arguments" without looking further. */
    public FrameWriter noValues() {
        put(0x90);
        return this;
    }

    private void value(LuaValue value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("a value nested more than " + MAX_DEPTH + " deep cannot be sent");
        }
        if (value instanceof LuaString string) {
            bin(string.asBytes());
        } else if (value instanceof LuaInteger integer) {
            put(0xd3);
            int64(integer.value());
        } else if (value instanceof LuaFloat number) {
            put(0xcb);
            int64(Double.doubleToLongBits(number.value()));
        } else if (value instanceof LuaBoolean bool) {
            put(bool.value() ? 0xc3 : 0xc2);
        } else if (value == LuaNil.NIL) {
            put(0xc0);
        } else if (value instanceof LuaTable table) {
            table(table, depth);
        } else if (value == null) {
            throw new IllegalArgumentException("null is not a Lua value; LuaValue.nil() is");
        } else if (value instanceof LuaReference reference) {
            throw new IllegalArgumentException(
                    reference.display() + " is a reference of another place and cannot be sent; send its content");
        }
    }

    private void table(LuaTable table, int depth) {
        if (table.size() == table.asList().size()) {
            wide(0xdd, table.size());
            for (LuaValue item : table.asList()) {
                value(item, depth + 1);
            }
            return;
        }
        wide(0xdf, table.size());
        for (Map.Entry<LuaValue, LuaValue> entry : table.asMap().entrySet()) {
            value(entry.getKey(), depth + 1);
            value(entry.getValue(), depth + 1);
        }
    }

    /** The size of the frame so far. */
    public int size() {
        return length - HEADER;
    }

    /** Whether the frame may be sent. */
    public boolean fits() {
        return size() <= maxFrame;
    }

    /** Sends the frame in one write. */
    public void send(OutputStream out) throws IOException {
        int end = length;
        int size = size();
        length = 0;
        int32(size);
        out.write(buffer, 0, end);
        out.flush();
        if (buffer.length > SMALL) {
            buffer = new byte[SMALL];
        }
    }

    private FrameWriter wide(int lead, int count) {
        put(lead);
        return int32(count);
    }

    private FrameWriter raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        return this;
    }

    private void put(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
    }

    private FrameWriter int32(int value) {
        reserve(4);
        buffer[length++] = (byte) (value >> 24);
        buffer[length++] = (byte) (value >> 16);
        buffer[length++] = (byte) (value >> 8);
        buffer[length++] = (byte) value;
        return this;
    }

    private void int64(long value) {
        int32((int) (value >> 32));
        int32((int) value);
    }

    private void reserve(int count) {
        if (buffer.length - length < count) {
            int least = Math.addExact(length, count);
            buffer = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(least, 2L * buffer.length)));
        }
    }
}
