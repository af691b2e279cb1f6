// SPDX-License-Identifier: Apache-2.0
package org.luarium.value;

/**
 * A Lua boolean.
 *
 * @param value the truth value
 */
public record LuaBoolean(boolean value) implements LuaValue {
    @Override
    public String typeName() {
        return "boolean";
    }

    @Override
    public Object toJava() {
        return value;
    }

    @Override
    public String display() {
        return Boolean.toString(value);
    }

    @Override
    public boolean isTruthy() {
        return value;
    }

    @Override
    public boolean asBoolean() {
        return value;
    }

    @Override
    public String toString() {
        return display();
    }
}
