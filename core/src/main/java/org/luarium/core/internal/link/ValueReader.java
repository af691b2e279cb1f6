// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaReference;
import org.luarium.value.LuaString;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.core.buffer.ArrayBufferInput;

/** Decodes the values in a frame. What a child sends is hostile: every count is checked against the bytes that are there. Not thread-safe. */
public final class ValueReader {
    private static final int MAX_DEPTH = 128;
    private static final int REFERENCE = 16;
    /** Room that is made because of a claim; more is made when the values are there. */
    private static final int CLAIMED = 1024;

    // What values take in this JVM, about. A table that takes one byte in a frame takes a hundred here.
    private static final int VALUE = 24;
    private static final int STRING = 48;
    private static final int TABLE = 96;
    private static final int ENTRY = 64;
    private static final long FREE = 1 << 20;
    private static final long MOST_BYTES_EACH = 32;
    private static final long MOST = Runtime.getRuntime().maxMemory() / 4;

    private @Nullable MessageUnpacker unpacker;
    private @Nullable ArrayBufferInput input;
    private int available;
    private long budget;

    /** Decodes an array of values at the reader's position and moves behind it. */
    public List<LuaValue> list(FrameReader frame) throws ProtocolException {
        if (frame.position() < frame.limit() && (frame.array()[frame.position()] & 0xff) == 0x90) {
            frame.skip(1);
            return List.of();
        }
        MessageUnpacker source = open(frame);
        try {
            int count = count(source.unpackArrayHeader(), 1);
            List<LuaValue> values = new ArrayList<>(Math.min(count, CLAIMED));
            for (int i = 0; i < count; i++) {
                values.add(value(source, 0));
            }
            frame.skip((int) source.getTotalReadBytes());
            return values;
        } catch (IOException | MessagePackException | IllegalArgumentException e) {
            throw new ProtocolException("values that are not MessagePack: " + e.getMessage());
        }
    }

    /** Decodes one value at the reader's position and moves behind it. */
    public LuaValue value(FrameReader frame) throws ProtocolException {
        MessageUnpacker source = open(frame);
        try {
            LuaValue value = value(source, 0);
            frame.skip((int) source.getTotalReadBytes());
            return value;
        } catch (IOException | MessagePackException | IllegalArgumentException e) {
            throw new ProtocolException("a value that is not MessagePack: " + e.getMessage());
        }
    }

    private MessageUnpacker open(FrameReader frame) throws ProtocolException {
        available = frame.limit() - frame.position();
        budget = Math.min(FREE + MOST_BYTES_EACH * available, MOST);
        if (available <= 0) {
            throw new ProtocolException("frame ends before its values");
        }
        try {
            MessageUnpacker source = unpacker;
            ArrayBufferInput bytes = input;
            if (source == null || bytes == null) {
                bytes = new ArrayBufferInput(frame.array(), frame.position(), available);
                source = MessagePack.newDefaultUnpacker(bytes);
                input = bytes;
                unpacker = source;
            } else {
                bytes.reset(frame.array(), frame.position(), available);
                source.reset(bytes);
            }
            return source;
        } catch (IOException e) {
            throw new ProtocolException("cannot read values: " + e.getMessage());
        }
    }

    private int count(int claimed, int bytesEach) throws ProtocolException {
        if (claimed < 0 || (long) claimed * bytesEach > available) {
            throw new ProtocolException("a collection of " + (claimed & 0xffff_ffffL) + " values in a smaller frame");
        }
        return claimed;
    }

    private void spend(long bytes) throws ProtocolException {
        budget -= bytes;
        if (budget < 0) {
            throw new ProtocolException("values in " + available + " bytes that take too much memory here");
        }
    }

    private byte[] payload(MessageUnpacker source, int claimed) throws IOException, ProtocolException {
        int length = count(claimed, 1);
        spend(STRING + (long) length);
        return source.readPayload(length);
    }

    private LuaValue value(MessageUnpacker source, int depth) throws IOException, ProtocolException {
        if (depth > MAX_DEPTH) {
            throw new ProtocolException("values nested more than " + MAX_DEPTH + " deep");
        }
        spend(VALUE);
        switch (source.getNextFormat().getValueType()) {
            case NIL -> {
                source.unpackNil();
                return LuaValue.nil();
            }
            case BOOLEAN -> {
                return LuaValue.of(source.unpackBoolean());
            }
            case INTEGER -> {
                return LuaValue.of(source.unpackLong());
            }
            case FLOAT -> {
                return LuaValue.of(source.unpackDouble());
            }
            case BINARY -> {
                return new LuaString(payload(source, source.unpackBinaryHeader()));
            }
            case STRING -> {
                return new LuaString(payload(source, source.unpackRawStringHeader()));
            }
            case ARRAY -> {
                int count = count(source.unpackArrayHeader(), 1);
                spend(TABLE);
                List<LuaValue> items = new ArrayList<>(Math.min(count, CLAIMED));
                for (int i = 0; i < count; i++) {
                    items.add(value(source, depth + 1));
                }
                return LuaTable.ofList(items);
            }
            case MAP -> {
                int count = count(source.unpackMapHeader(), 2);
                spend(TABLE + (long) ENTRY * count);
                LuaTable.Builder table = LuaTable.builder();
                for (int i = 0; i < count; i++) {
                    LuaValue key = value(source, depth + 1);
                    if (key.isNil()) {
                        throw new ProtocolException("a table with the key nil");
                    }
                    table.put(key, value(source, depth + 1));
                }
                return table.build();
            }
            default -> {
                return reference(source);
            }
        }
    }

    private LuaValue reference(MessageUnpacker source) throws IOException, ProtocolException {
        ExtensionTypeHeader header = source.unpackExtensionTypeHeader();
        String text = new String(payload(source, header.getLength()), StandardCharsets.UTF_8);
        int separator = text.indexOf('\0');
        if (header.getType() != REFERENCE || separator < 0) {
            throw new ProtocolException("a value of unknown kind " + header.getType());
        }
        return new LuaReference(text.substring(0, separator), text.substring(separator + 1));
    }
}
