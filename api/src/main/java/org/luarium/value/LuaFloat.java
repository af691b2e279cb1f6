// SPDX-License-Identifier: Apache-2.0
package org.luarium.value;

import java.math.BigDecimal;
import java.util.Locale;

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
        double size = Math.abs(value);
        if (Double.isNaN(value)) {
            return "nan";
        } else if (Double.isInfinite(value)) {
            return value < 0 ? "-inf" : "inf";
        } else if (value == Math.rint(value) && size < 1e15) {
            return (1 / value < 0 && value == 0 ? "-0" : Long.toString((long) value)) + ".0";
        }
        String java = Double.toString(value);
        if (size >= 1e-4 && size < 1e15) {
            return new BigDecimal(java).stripTrailingZeros().toPlainString();
        }
        int e = java.indexOf('E');
        int exponent = Integer.parseInt(java.substring(e + 1));
        String digits = java.substring(0, e).replaceFirst("\\.0$", "");
        return digits + String.format(Locale.ROOT, "e%+03d", exponent);
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
