// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.luarium.extension.spi.ValueException;
import org.luarium.value.LuaBoolean;
import org.luarium.value.LuaFloat;
import org.luarium.value.LuaInteger;
import org.luarium.value.LuaReference;
import org.luarium.value.LuaString;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;

/**
 * Turns what codecs write into values of Lua, and the other way round: so that everything which can be sent over a link can be given to Lua, and is checked against the same declared types.
 *
 * <p>What Lua has no values for becomes text (large numbers, points in time, UUIDs) or a list (arrays of numbers). Objects become tables with the field {@link #OBJECT}, which {@code extension.lua}
 * replaces. Immutable.
 */
final class LuaTrees {
    /** The field that a table for an object has: its number. */
    static final LuaValue OBJECT = LuaValue.of("\0object");
    /** The field that says that the object is one of Lua. */
    private static final LuaValue OWN = LuaValue.of("own");

    private static final LuaValue TYPE = LuaValue.of("type");
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final long EXACT = 1L << 53;

    private final References references;
    private final boolean integers;
    private final Consumer<Class<?>> lent;

    /**
     * Creates it.
     *
     * @param integers whether the interpreter has integers of 64 bits
     * @param lent told of the interface of each object that Lua gets
     */
    LuaTrees(References references, boolean integers, Consumer<Class<?>> lent) {
        this.references = references;
        this.integers = integers;
        this.lent = lent;
    }

    /** Reads a value. The depth is bounded by that of the input. */
    LuaValue read(Input in) {
        return switch (in.kind()) {
            case NIL -> {
                boolean unused = in.nil();
                yield LuaValue.nil();
            }
            case BOOLEAN -> LuaValue.of(in.bool());
            case INTEGER -> integer(in.integer());
            case FLOAT -> LuaValue.of(in.float8());
            case STRING -> LuaValue.of(in.string());
            case BINARY -> LuaValue.of(in.binary());
            case ARRAY -> {
                int size = in.array();
                List<LuaValue> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(read(in));
                }
                in.leave();
                yield LuaTable.ofList(list);
            }
            case MAP -> map(in);
            case TAGGED -> tagged(in);
        };
    }

    private LuaValue integer(long value) {
        if (!integers && (value > EXACT || value < -EXACT)) {
            throw new ValueException(
                    value + " would arrive as another number, because this interpreter has no integers of 64 bits;"
                            + " use lua5.3 or later, or a BigDecimal, which is sent as text",
                    null);
        }
        return LuaValue.of(value);
    }

    private LuaTable map(Input in) {
        int size = in.map();
        LuaTable.Builder table = LuaTable.builder();
        for (int i = 0; i < size; i++) {
            LuaValue key = read(in);
            LuaValue value = read(in);
            if (key.equals(OBJECT)) {
                throw new ValueException("a map has a key that stands for objects: " + key.display(), null);
            }
            try {
                table.put(key, value);
            } catch (IllegalArgumentException e) {
                throw new ValueException("a map cannot be sent to Lua: " + e.getMessage(), e);
            }
        }
        in.leave();
        return table.build();
    }

    private LuaValue tagged(Input in) {
        int[] length = new int[1];
        int tag = in.tag(length);
        return switch (tag) {
            case Tags.MINE -> {
                long number = in.number(length[0]);
                Class<?> type = references.find(number).type.type();
                lent.accept(type);
                yield LuaTable.builder()
                        .put(OBJECT, LuaValue.of(number))
                        .put(TYPE, LuaValue.of(type.getName()))
                        .build();
            }
            case Tags.YOURS ->
                LuaTable.builder()
                        .put(OBJECT, LuaValue.of(in.number(length[0])))
                        .put(OWN, LuaValue.of(true))
                        .build();
            case Tags.INTEGER -> {
                String digits = new String(in.rest(length[0]), StandardCharsets.US_ASCII);
                BigInteger number = new BigInteger(digits);
                boolean fits = integers
                        ? number.compareTo(LEAST) >= 0 && number.compareTo(MOST) <= 0
                        : number.bitLength() <= 53;
                yield fits ? LuaValue.of(number.longValue()) : LuaValue.of(digits);
            }
            case Tags.DECIMAL -> LuaValue.of(in.rest(length[0]));
            case Tags.INSTANT -> {
                ByteBuffer bytes = ByteBuffer.wrap(in.rest(length[0]));
                yield LuaValue.of(
                        Instant.ofEpochSecond(bytes.getLong(), bytes.getInt()).toString());
            }
            case Tags.UUID -> {
                ByteBuffer bytes = ByteBuffer.wrap(in.rest(length[0]));
                yield LuaValue.of(new UUID(bytes.getLong(), bytes.getLong()).toString());
            }
            case Tags.ARRAY -> array(NumberArrays.read(in.rest(length[0])));
            case Tags.MAPPED -> {
                byte[] unused = in.rest(length[0]);
                yield read(in);
            }
            default -> throw new ValueException("values of kind " + tag + " cannot be sent to Lua", null);
        };
    }

    private LuaTable array(Object array) {
        int count = Array.getLength(array);
        List<LuaValue> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Object each = Array.get(array, i);
            if (each instanceof Boolean flag) {
                list.add(LuaValue.of(flag.booleanValue()));
            } else if (each instanceof Character c) {
                list.add(LuaValue.of((long) c));
            } else if (each instanceof Float || each instanceof Double) {
                list.add(LuaValue.of(((Number) each).doubleValue()));
            } else {
                list.add(integer(((Number) each).longValue()));
            }
        }
        return LuaTable.ofList(list);
    }

    /** Writes a value. Its depth is bounded by the link of the VM, which gives references for what is deeper. */
    void write(Output out, LuaValue value) {
        if (value.isNil()) {
            out.nil();
        } else if (value instanceof LuaBoolean flag) {
            out.bool(flag.asBoolean());
        } else if (value instanceof LuaInteger number) {
            out.integer(number.value());
        } else if (value instanceof LuaFloat number) {
            out.float8(number.value());
        } else if (value instanceof LuaString text) {
            string(out, text);
        } else if (value instanceof LuaTable table) {
            table(out, table);
        } else {
            throw new ValueException(
                    "a " + ((LuaReference) value).typeName() + " of Lua cannot be sent"
                            + (value.typeName().equals("table") ? ": it contains itself, or is nested too deeply" : ""),
                    null);
        }
    }

    private static void string(Output out, LuaString text) {
        byte[] bytes = text.asBytes();
        try {
            out.string(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            out.binary(bytes, 0, bytes.length);
        }
    }

    private void table(Output out, LuaTable table) {
        List<LuaValue> list = table.asList();
        if (list.size() == table.size()) {
            out.array(list.size());
            list.forEach(each -> write(out, each));
            return;
        }
        LuaValue object = table.get(OBJECT);
        if (!object.isNil()) {
            out.tagged(table.get(OWN).isTruthy() ? Tags.MINE : Tags.YOURS, object.asLong());
            return;
        }
        Map<LuaValue, LuaValue> entries = table.asMap();
        out.map(entries.size());
        entries.forEach((key, each) -> {
            write(out, key);
            write(out, each);
        });
    }
}
