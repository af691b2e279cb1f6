// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.luarium.packages.internal.build.Layout;

/**
 * The text of a shell script that starts a program in Lua with the modules of its environment, and none of the folder it is
 * started in. It names objects of the store, so that it says the same wherever the environment is, and looks for the interpreter when it
 * is started, as that belongs to the system.
 */
final class Launcher {
    private final String dialect;
    private final String path;
    private final String nativePath;

    /**
     * Creates launchers.
     *
     * @param dialect of the environment
     * @param objects the folders of its rocks
     */
    Launcher(String dialect, List<Path> objects) {
        this.dialect = dialect;
        List<String> templates = new ArrayList<>();
        for (Path object : objects) {
            templates.add(object.resolve(Layout.SHARE) + "/?.lua");
            templates.add(object.resolve(Layout.SHARE) + "/?/init.lua");
        }
        path = String.join(";", templates);
        nativePath = objects.stream()
                .map(object -> object.resolve(Layout.LIB) + "/?.so")
                .collect(Collectors.joining(";"));
    }

    /** The launcher of a program. */
    String of(Path program) {
        String names = "lua" + dialect + " lua" + dialect.replace(".", "") + " lua-" + dialect
                + (dialect.equals("5.1") ? " luajit" : "") + " lua";
        String setup = "package.path=" + luaText(path) + " package.cpath=" + luaText(nativePath);
        return """
                #!/bin/sh
                for lua in %s; do
                  if [ "$(LUA_INIT= "$lua" -e 'io.write(_VERSION)' 2>/dev/null)" = 'Lua %s' ]; then
                    exec "$lua" -e %s %s "$@"
                  fi
                done
                echo "$0: there is no Lua %s in PATH; install it" >&2
                exit 127
                """.formatted(names, dialect, word(setup), word(program.toString()), dialect);
    }

    private static String luaText(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String word(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
