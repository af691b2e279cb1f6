// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.rockspec;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.luarium.packages.RockName;

/** Names of modules, and which of them belong to Lua and to Luarium. */
public final class ModuleName {
    private static final int LONGEST = 200;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_+-]+(\\.[A-Za-z0-9_+-]+)*");
    private static final Set<String> RESERVED = Set.of(
            "_G",
            "string",
            "table",
            "io",
            "os",
            "math",
            "coroutine",
            "package",
            "debug",
            "utf8",
            "jit",
            "ffi",
            "luarium");
    private static final Set<String> RESERVED_FAMILIES = Set.of("jit", "luarium");
    /** Modules that some interpreters bring, and the rocks that are meant to bring them to the others. */
    private static final Map<String, String> OWNED =
            Map.of("bit", "luabitop", "bit32", "bit32", "socket.core", "luasocket", "mime.core", "luasocket");

    private ModuleName() {}

    public static boolean isValid(String name) {
        return name.length() <= LONGEST && NAME.matcher(name).matches();
    }

    /** Whether a rock must not bring a module of this name. */
    public static boolean isReserved(String name, RockName rock) {
        String owner = OWNED.get(name);
        if (owner != null) {
            return !owner.equals(rock.text());
        }
        int dot = name.indexOf('.');
        return RESERVED.contains(name) || (dot > 0 && RESERVED_FAMILIES.contains(name.substring(0, dot)));
    }

    /** Where it is, without what tells Lua from C. */
    public static String path(String name) {
        return name.replace('.', '/');
    }
}
