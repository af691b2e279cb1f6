// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.Set;
import java.util.regex.Pattern;

/** Which names a host module may have. */
final class ModuleNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final Set<String> TAKEN = Set.of(
            "_G",
            "_ENV",
            "_VERSION",
            "arg",
            "bit",
            "bit32",
            "coroutine",
            "debug",
            "ffi",
            "io",
            "jit",
            "luarium",
            "math",
            "os",
            "package",
            "string",
            "table",
            "utf8");

    private ModuleNames() {}

    static void check(String module) {
        if (!NAME.matcher(module).matches()) {
            throw new IllegalArgumentException("'" + module + "' is not a Lua name");
        }
        if (TAKEN.contains(module)) {
            throw new IllegalArgumentException("'" + module + "' belongs to Lua's own library; choose another name");
        }
    }
}
