// SPDX-License-Identifier: Apache-2.0
package org.luarium.value;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A Lua string: any bytes, usually UTF-8 text. */
public final class LuaString implements LuaValue {
    private final byte[] bytes;

    /**
     * Creates a string.
     *
     * @param bytes its content, copied
     */
    public LuaString(byte[] bytes) {
        this.bytes = requireNonNull(bytes, "bytes").clone();
    }

    /**
     * The length.
     *
     * @return the number of bytes, as Lua's {@code #} gives it
     */
    public int length() {
        return bytes.length;
    }

    @Override
    public String typeName() {
        return "string";
    }

    @Override
    public Object toJava() {
        return display();
    }

    @Override
    public String display() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String asString() {
        return display();
    }

    @Override
    public byte[] asBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LuaString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return display();
    }
}
