// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine.jvm;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import party.iroiro.luajava.Lua;
import party.iroiro.luajava.LuaNatives;
import party.iroiro.luajava.lua54.Lua54;
import party.iroiro.luajava.lua54.Lua54Natives;

/** Behaves as {@code lua SCRIPT [ARGUMENT…]} does. */
final class LuaMain {
    /** The library, an absolute path. */
    private static final String LIBRARY = "luarium.library";

    /** Whether to load all that an interrupt needs before the script runs. */
    private static final String REHEARSE = "luarium.rehearse";

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    /**
     * As {@code lua} does it. Java is not offered to the script: this engine must not be able to do more than the others.
     * The function that is registered as a hook and at once switched off again is what {@link SoftInterrupt} switches on.
     */
    private static final String BOOT = """
            local arg, error, io, sethook, tostring, type = arg, error, io, debug.sethook, tostring, type
            local getmetatable, traceback, exit = getmetatable, debug.traceback, os.exit
            java = nil
            package.loaded.java = nil
            os.setlocale('C')
            collectgarbage('generational')

            local function interrupt()
                sethook(interrupt, '', 0)
                error('interrupted!', 2)
            end
            sethook(interrupt, '', 0)

            local function explain(problem)
                if type(problem) ~= 'string' then
                    local meta = getmetatable(problem)
                    if type(meta) == 'table' and meta.__tostring then
                        return tostring(problem)
                    end
                    problem = '(error object is a ' .. type(problem) .. ' value)'
                end
                return traceback(problem, 2)
            end

            local function fail(problem)
                io.stdout:flush()
                io.stderr:write('lua: ', problem, '\\n')
                exit(1)
            end

            local script, problem = loadfile(arg[0])
            if not script then
                fail(problem)
            end
            local done, problem = xpcall(script, explain, table.unpack(arg))
            if not done then
                fail(problem)
            end
            """;

    private LuaMain() {}

    public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
        String library = System.getProperty(LIBRARY, "");
        load(library);
        Lua54 lua = new Lua54();
        LuaNatives c = lua.getLuaNatives();
        long state = lua.getPointer();
        c.luaL_openlibs(state);
        byte[][] words = raw(arguments);
        c.lua_createtable(state, words.length, 1);
        for (int i = 0; i < words.length; i++) {
            push(lua, words[i]);
            c.lua_rawseti(state, -2, i);
        }
        c.lua_setglobal(state, "arg");
        SoftInterrupt interrupt = new SoftInterrupt(state, library);
        interrupt.install();
        if (Boolean.getBoolean(REHEARSE)) {
            interrupt.rehearse();
        }
        lua.load(direct(BOOT.getBytes(StandardCharsets.US_ASCII)), "=lua");
        lua.pCall(0, 0);
        lua.close();
    }

    /**
     * Makes luajava use the library where it is. Its own loader would copy it to a predictable place in the folder for
     * temporary files, with a checksum that is no protection, on every start.
     */
    private static void load(String library) throws ReflectiveOperationException {
        System.load(library);
        Method bind = Lua54Natives.class.getDeclaredMethod("initBindings");
        bind.setAccessible(true);
        bind.invoke(null);
        Field loaded = Lua54Natives.class.getDeclaredField("loaded");
        loaded.setAccessible(true);
        @SuppressWarnings("unchecked")
        AtomicReference<String> name = (AtomicReference<String>) loaded.get(null);
        name.set(library);
    }

    /** Returns the arguments byte for byte where the system tells them; Java has decoded those it hands over. */
    private static byte[][] raw(String[] arguments) {
        byte[][] words = new byte[arguments.length][];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
        }
        try {
            byte[] line = Files.readAllBytes(COMMAND_LINE);
            int end = line.length - 1;
            for (int i = words.length - 1; i >= 0 && end > 0; i--) {
                int start = end;
                while (start > 0 && line[start - 1] != 0) {
                    start--;
                }
                words[i] = Arrays.copyOfRange(line, start, end);
                end = start - 1;
            }
        } catch (IOException e) {
            // A system or a sandbox without /proc: what Java decoded is all there is
        }
        return words;
    }

    private static void push(Lua lua, byte[] bytes) {
        lua.push(direct(bytes));
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
