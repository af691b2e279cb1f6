// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.regex.Pattern;
import org.luarium.value.LuaValue;

/** Words of a command line as Lua values. */
final class LuaLiterals {
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final Pattern FLOAT = Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

    private LuaLiterals() {}

    static LuaValue value(String word) {
        return switch (word) {
            case "nil" -> LuaValue.nil();
            case "true" -> LuaValue.of(true);
            case "false" -> LuaValue.of(false);
            default -> {
                if (INTEGER.matcher(word).matches()) {
                    yield LuaValue.of(Long.parseLong(word));
                }
                yield FLOAT.matcher(word).matches() ? LuaValue.of(Double.parseDouble(word)) : LuaValue.of(word);
            }
        };
    }
}
