// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Headers that say as much of a Lua as the rocks for tests need, for machines that have none of it. */
final class LuaHeaders {
    private LuaHeaders() {}

    /** Writes them into a folder as {@code include/NAME/lua.h}. */
    static void write(Path root, String name, String dialect) throws IOException {
        Path folder = Files.createDirectories(root.resolve("include").resolve(name));
        String integer = dialect.equals("5.3") || dialect.equals("5.4") ? "long long" : "ptrdiff_t";
        Files.writeString(folder.resolve("luaconf.h"), "#define LUA_INTEGER " + integer + "\n");
        Files.writeString(folder.resolve("lua.h"), """
                #include <stddef.h>
                #include "luaconf.h"
                #define LUA_VERSION_NUM %s
                typedef struct lua_State lua_State;
                typedef LUA_INTEGER lua_Integer;
                extern void lua_createtable(lua_State *L, int array, int hash);
                extern void lua_pushinteger(lua_State *L, lua_Integer value);
                extern void lua_setfield(lua_State *L, int index, const char *name);
                extern void lua_pushstring(lua_State *L, const char *value);
                """.formatted(dialect.replace(".", "0")));
    }
}
