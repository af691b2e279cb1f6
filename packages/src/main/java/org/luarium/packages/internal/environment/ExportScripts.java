// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

/**
 * The scripts of an exported environment. They find their folder when they run, so that it can be moved and may have any name. Lua's search path cannot have a semicolon or a question mark in
 * a name, so a folder with such a name is refused.
 */
final class ExportScripts {
    /** A shell that sources a file tells it where that is in a way of its own; others have to be told. */
    private static final String ACTIVATE = """
            # Lets Lua %1$s find the packages in the folder of this file:
            #     . FOLDER/activate
            # and `deactivate` takes that back. In a shell other than bash, zsh and ksh, go to the folder first.

            if [ -n "${BASH_VERSION:-}" ]; then
                eval '_luarium_here=${BASH_SOURCE[0]}'
            elif [ -n "${ZSH_VERSION:-}" ]; then
                eval '_luarium_here=${(%%):-%%x}'
            elif [ -n "${KSH_VERSION:-}" ]; then
                eval '_luarium_here=${.sh.file}' 2> /dev/null || _luarium_here=./activate
            else
                _luarium_here=./activate
            fi
            case $_luarium_here in
                */*) ;;
                *) _luarium_here=./$_luarium_here ;;
            esac
            _luarium_here=$(CDPATH= cd -- "${_luarium_here%%/*}/" && pwd -P && printf .)
            _luarium_here=${_luarium_here%%??}

            if [ -n "${_luarium_path:-}" ]; then
                deactivate
            fi
            case $_luarium_here in
                *[\\;\\?]*)
                    echo "activate: Lua cannot search a folder with ; or ? in its name: $_luarium_here" >&2
                    ;;
                '' | /)
                    echo "activate: not found; go to its folder and say . ./activate" >&2
                    ;;
                *)
                    if [ -f "$_luarium_here/lock.json" ]; then
                        deactivate() {
                            PATH=$_luarium_path
                            export PATH
                            if [ -n "$_luarium_had_lua" ]; then LUA_PATH=$_luarium_lua; else unset LUA_PATH; fi
                            if [ -n "$_luarium_had_c" ]; then LUA_CPATH=$_luarium_c; else unset LUA_CPATH; fi
                            unset LUARIUM_ENVIRONMENT _luarium_path _luarium_lua _luarium_had_lua
                            unset _luarium_c _luarium_had_c
                            unset -f deactivate
                        }
                        _luarium_path=$PATH
                        _luarium_lua=${LUA_PATH:-} _luarium_had_lua=${LUA_PATH+yes}
                        _luarium_c=${LUA_CPATH:-} _luarium_had_c=${LUA_CPATH+yes}
                        LUA_PATH="$_luarium_here/share/lua/%1$s/?.lua;$_luarium_here/share/lua/%1$s/?/init.lua;${LUA_PATH:-;}"
                        LUA_CPATH="$_luarium_here/lib/lua/%1$s/?.so;${LUA_CPATH:-;}"
                        PATH="$_luarium_here/bin:$PATH"
                        LUARIUM_ENVIRONMENT=$_luarium_here
                        export LUA_PATH LUA_CPATH PATH LUARIUM_ENVIRONMENT
                    else
                        echo "activate: not found; go to its folder and say . ./activate" >&2
                    fi
                    ;;
            esac
            unset _luarium_here
            """;

    private static final String FISH = """
            # Lets Lua %1$s find the packages in the folder of this file:
            #     source FOLDER/activate.fish
            # and `deactivate` takes that back.

            if set -q _luarium_path
                deactivate
            end
            set -gx LUARIUM_ENVIRONMENT (path resolve (path dirname (status filename)))
            set -g _luarium_path $PATH
            set -q LUA_PATH; and set -g _luarium_lua $LUA_PATH
            set -q LUA_CPATH; and set -g _luarium_c $LUA_CPATH
            set -q LUA_PATH; or set -gx LUA_PATH ';'
            set -q LUA_CPATH; or set -gx LUA_CPATH ';'
            set -gx LUA_PATH "$LUARIUM_ENVIRONMENT/share/lua/%1$s/?.lua;$LUARIUM_ENVIRONMENT/share/lua/%1$s/?/init.lua;$LUA_PATH"
            set -gx LUA_CPATH "$LUARIUM_ENVIRONMENT/lib/lua/%1$s/?.so;$LUA_CPATH"
            set -gx PATH "$LUARIUM_ENVIRONMENT/bin" $PATH

            function deactivate
                set -gx PATH $_luarium_path
                set -e LUA_PATH
                set -e LUA_CPATH
                set -q _luarium_lua; and set -gx LUA_PATH $_luarium_lua
                set -q _luarium_c; and set -gx LUA_CPATH $_luarium_c
                set -e LUARIUM_ENVIRONMENT _luarium_path _luarium_lua _luarium_c
                functions -e deactivate
            end
            """;

    private static final String COMMAND = """
            #!/bin/sh
            link=$0
            while [ -L "$link" ]; do
                target=$(readlink -- "$link" && printf .)
                target=${target%%??}
                case $target in
                    /*) link=$target ;;
                    *) link=${link%%/*}/$target ;;
                esac
            done
            here=$(CDPATH= cd -- "${link%%/*}/.." && pwd -P && printf .)
            here=${here%%??}
            LUA_PATH="$here/share/lua/%1$s/?.lua;$here/share/lua/%1$s/?/init.lua;${LUA_PATH:-;}"
            LUA_CPATH="$here/lib/lua/%1$s/?.so;${LUA_CPATH:-;}"
            export LUA_PATH LUA_CPATH
            for lua in lua%1$s lua%2$s lua; do
                if command -v "$lua" > /dev/null 2>&1; then
                    exec "$lua" "$here/%3$s/"%4$s "$@"
                fi
            done
            echo "%5$s needs Lua %1$s" >&2
            exit 127
            """;

    private ExportScripts() {}

    static String activate(String dialect) {
        return ACTIVATE.formatted(dialect);
    }

    static String activateFish(String dialect) {
        return FISH.formatted(dialect);
    }

    static String command(String dialect, String folder, String name) {
        String quoted = "'" + name.replace("'", "'\\''") + "'";
        return COMMAND.formatted(
                dialect, dialect.replace(".", ""), folder, quoted, name.replaceAll("[^A-Za-z0-9._-]", "?"));
    }
}
