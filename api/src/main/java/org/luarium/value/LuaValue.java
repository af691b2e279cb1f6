// SPDX-License-Identifier: Apache-2.0
package org.luarium.value;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One Lua value, immutable. The types are those of the
 * <a href="https://www.lua.org/manual/5.4/manual.html#2.1">Lua manual, section 2.1</a>; functions, userdata and threads
 * cannot leave their VM and appear as {@link LuaReference}.
 *
 * <p>Two values are equal when they have the same type and content; {@code LuaInteger} 1 and {@code LuaFloat} 1.0 are
 * different values here, although Lua's {@code ==} calls them equal. Thread-safe, because nothing can change.
 */
public sealed interface LuaValue permits LuaNil, LuaBoolean, LuaInteger, LuaFloat, LuaString, LuaTable, LuaReference {

    /**
     * The value {@code nil}.
     *
     * @return the one instance
     */
    static LuaValue nil() {
        return LuaNil.NIL;
    }

    /**
     * A boolean.
     *
     * @param value the truth value
     * @return the Lua value
     */
    static LuaValue of(boolean value) {
        return new LuaBoolean(value);
    }

    /**
     * An integer. Interpreters without integers (Lua 5.1, 5.2, LuaJIT) receive the nearest double.
     *
     * @param value the number
     * @return the Lua value
     */
    static LuaValue of(long value) {
        return new LuaInteger(value);
    }

    /**
     * A float.
     *
     * @param value the number, which may be NaN or infinite
     * @return the Lua value
     */
    static LuaValue of(double value) {
        return new LuaFloat(value);
    }

    /**
     * A string, encoded as UTF-8.
     *
     * @param value the text
     * @return the Lua value
     */
    static LuaValue of(String value) {
        return new LuaString(value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A string of any bytes.
     *
     * @param value the bytes, copied
     * @return the Lua value
     */
    static LuaValue of(byte[] value) {
        return new LuaString(value);
    }

    /**
     * Converts plain Java data: {@code null}, {@link Boolean}, {@link Byte}, {@link Short}, {@link Integer}, {@link Long},
     * {@link Float}, {@link Double}, characters, text, {@code byte[]} (to strings), arrays of objects and iterables (to sequences),
     * maps, and Lua values themselves. The data must not contain itself.
     *
     * @param value the data
     * @return the Lua value
     * @throws IllegalArgumentException for any other type, naming it
     */
    static LuaValue from(@Nullable Object value) {
        if (value == null) {
            return nil();
        } else if (value instanceof LuaValue lua) {
            return lua;
        } else if (value instanceof Boolean b) {
            return of(b.booleanValue());
        } else if (value instanceof Double || value instanceof java.lang.Float) {
            return of(((Number) value).doubleValue());
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            return of(((Number) value).longValue());
        } else if (value instanceof CharSequence || value instanceof Character) {
            return of(value.toString());
        } else if (value instanceof byte[] bytes) {
            return of(bytes);
        } else if (value instanceof Object[] array) {
            return from(Arrays.asList(array));
        } else if (value instanceof Iterable<?> items) {
            List<LuaValue> list = new ArrayList<>();
            items.forEach(item -> list.add(from(item)));
            return LuaTable.ofList(list);
        } else if (value instanceof Map<?, ?> map) {
            LuaTable.Builder table = LuaTable.builder();
            map.forEach((key, item) -> table.put(from(key), from(item)));
            return table.build();
        }
        throw new IllegalArgumentException("no Lua value for Java type "
                + value.getClass().getName() + "; use null, Boolean, Number, String, byte[], List or Map");
    }

    /**
     * Lua's name of the type.
     *
     * @return what {@code type(v)} gives in Lua: {@code nil}, {@code boolean}, {@code number}, …
     */
    String typeName();

    /**
     * The value as plain Java data: {@code null}, {@link Boolean}, {@link Long}, {@link Double}, {@link String} (bytes
     * that are not UTF-8 become U+FFFD), {@link List} for sequences, {@link Map} for other tables, and the printed form of a reference.
     *
     * @return the data
     */
    @Nullable
    Object toJava();

    /**
     * The value as Lua 5.4 prints it with {@code tostring}, but for two things: floats have all the digits that tell them from their neighbours, and
     * tables show their content.
     *
     * @return text for people
     */
    String display();

    /**
     * Whether this is {@code nil}.
     *
     * @return true for {@code nil} only
     */
    default boolean isNil() {
        return this == LuaNil.NIL;
    }

    /**
     * Lua's truth: everything but {@code nil} and {@code false}.
     *
     * @return whether a Lua {@code if} would take the branch
     */
    default boolean isTruthy() {
        return !isNil();
    }

    /**
     * The value of a boolean.
     *
     * @return the truth value
     * @throws LuaValueException if this is not a boolean
     */
    default boolean asBoolean() {
        throw new LuaValueException(this, "a boolean");
    }

    /**
     * The value of an integer, or of a float without a fractional part.
     *
     * @return the number
     * @throws LuaValueException if this is not a number that fits exactly
     */
    default long asLong() {
        throw new LuaValueException(this, "an integer");
    }

    /**
     * The value of a number.
     *
     * @return the number; large integers lose precision
     * @throws LuaValueException if this is not a number
     */
    default double asDouble() {
        throw new LuaValueException(this, "a number");
    }

    /**
     * The text of a string, decoded as UTF-8 with U+FFFD for what is not, or of a number as {@link #display} shows it.
     *
     * @return the text
     * @throws LuaValueException if this is neither a string nor a number
     */
    default String asString() {
        throw new LuaValueException(this, "a string");
    }

    /**
     * The bytes of a string.
     *
     * @return a copy
     * @throws LuaValueException if this is not a string
     */
    default byte[] asBytes() {
        throw new LuaValueException(this, "a string");
    }

    /**
     * This value as a table.
     *
     * @return the table
     * @throws LuaValueException if this is not a table
     */
    default LuaTable asTable() {
        throw new LuaValueException(this, "a table");
    }
}
