// SPDX-License-Identifier: Apache-2.0
package org.luarium.value;

/**
 * A Lua integer. On interpreters without integers, a number without fractional part below 2<sup>53</sup>.
 *
 * @param value the number
 */
public record LuaInteger(long value) implements LuaValue {
    @Override
    public String typeName() {
        return "number";
    }

    @Override
    public Object toJava() {
        return value;
    }

    @Override
    public String display() {
        return Long.toString(value);
    }

    @Override
    public long asLong() {
        return value;
    }

    @Override
    public double asDouble() {
        return value;
    }

    @Override
    public String asString() {
        return display();
    }

    @Override
    public String toString() {
        return display();
    }
}
