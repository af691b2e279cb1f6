// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.util.ArrayList;
import java.util.List;
import org.luarium.value.LuaFloat;
import org.luarium.value.LuaInteger;
import org.luarium.value.LuaString;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;

/** What a script passes to the host, who trusts none of it. */
final class Arguments {
    private static final int LONGEST_NAME = 1_024;
    private static final int LARGEST_PORT = 65_535;

    private final List<LuaValue> values;

    Arguments(List<LuaValue> values) {
        this.values = values;
    }

    private LuaValue value(int index) {
        return index < values.size() ? values.get(index) : LuaValue.nil();
    }

    private IllegalArgumentException wrong(int index, String wanted) {
        return new IllegalArgumentException(
                "argument " + (index + 1) + " is a " + value(index).typeName() + "; " + wanted + " is expected");
    }

    double number(int index) {
        LuaValue value = value(index);
        if (value instanceof LuaInteger || value instanceof LuaFloat) {
            return value.asDouble();
        }
        throw wrong(index, "a number");
    }

    /** A whole number; what is too large for that is the largest. */
    long whole(int index) {
        double number = number(index);
        if (number != Math.rint(number)) {
            throw wrong(index, "a whole number");
        }
        return (long) number;
    }

    int size(int index) {
        return (int) Math.max(0, Math.min(whole(index), Integer.MAX_VALUE));
    }

    int port(int index) {
        long port = whole(index);
        if (port < 0 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("port " + port + " is none; use one of 0 to " + LARGEST_PORT);
        }
        return (int) port;
    }

    boolean isMissing(int index) {
        return value(index).isNil();
    }

    boolean flag(int index) {
        return value(index).isTruthy();
    }

    byte[] bytes(int index) {
        if (value(index) instanceof LuaString text) {
            return text.asBytes();
        }
        throw wrong(index, "a string");
    }

    String name(int index) {
        if (value(index) instanceof LuaString text && text.length() <= LONGEST_NAME) {
            return text.asString();
        }
        throw wrong(index, "a string of up to " + LONGEST_NAME + " bytes");
    }

    List<Long> numbers(int index) {
        if (!(value(index) instanceof LuaTable table)) {
            throw wrong(index, "a table");
        }
        List<Long> numbers = new ArrayList<>();
        for (LuaValue item : table.asList()) {
            if (!(item instanceof LuaInteger) && !(item instanceof LuaFloat)) {
                throw wrong(index, "a list of numbers");
            }
            numbers.add((long) item.asDouble());
        }
        return numbers;
    }

    Patience patience(int index) {
        return Patience.ofSeconds(number(index), number(index + 1));
    }
}
