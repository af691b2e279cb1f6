// SPDX-License-Identifier: Apache-2.0
package org.luarium.value;

import org.jspecify.annotations.Nullable;

/** The value {@code nil}. */
public enum LuaNil implements LuaValue {
    /** The only value of its type. */
    NIL;

    @Override
    public String typeName() {
        return "nil";
    }

    @Override
    public @Nullable Object toJava() {
        return null;
    }

    @Override
    public String display() {
        return "nil";
    }

    @Override
    public String toString() {
        return display();
    }
}
