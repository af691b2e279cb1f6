// SPDX-License-Identifier: Apache-2.0
package org.luarium.value;

import static java.util.Objects.requireNonNull;

/**
 * What stands for a value that cannot leave its VM: a function, userdata, a thread, or a table that contains itself or lies
 * more than 100 levels deep. It comes out of a VM and cannot be sent into one.
 *
 * @param typeName Lua's name of the type
 * @param display what {@code tostring} printed, such as {@code function: 0x5581}
 */
public record LuaReference(String typeName, String display) implements LuaValue {
    /**
     * Creates a reference.
     *
     * @param typeName Lua's name of the type
     * @param display the printed form
     */
    public LuaReference {
        requireNonNull(typeName, "typeName");
        requireNonNull(display, "display");
    }

    @Override
    public Object toJava() {
        return display;
    }

    @Override
    public String toString() {
        return display;
    }
}
