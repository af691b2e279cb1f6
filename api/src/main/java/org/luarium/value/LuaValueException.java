// SPDX-License-Identifier: Apache-2.0
package org.luarium.value;

import org.luarium.LuariumException;

/** A Lua value was asked for as a type that it does not have. */
public final class LuaValueException extends LuariumException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param value the value that was there
     * @param wanted what was asked for, with its article, such as {@code an integer}
     */
    public LuaValueException(LuaValue value, String wanted) {
        super(
                "expected " + wanted + ", got " + value.typeName() + " " + shorten(value.display())
                        + "; check typeName() first",
                null);
    }

    private static String shorten(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
