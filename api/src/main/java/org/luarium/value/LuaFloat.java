// SPDX-License-Identifier: Apache-2.0
package org.luarium.value;

/**
 * A Lua float: an IEEE 754 double.
 *
 * @param value the number, which may be NaN or infinite
 */
public record LuaFloat(double value) implements LuaValue {
    private static final double TWO_63 = 0x1p63;

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
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return (1 / value < 0 && value == 0 ? "-0" : Long.toString((long) value)) + ".0";
        }
        return Double.toString(value);
    }

    @Override
    public long asLong() {
        if (value == Math.rint(value) && value >= -TWO_63 && value < TWO_63) {
            return (long) value;
        }
        throw new LuaValueException(this, "an integer");
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
