// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Script;

/** Lua code with which sessions serve those who use them. */
final class Snippets {
    private static final Pattern MODULE = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*(\\.[A-Za-z_][A-Za-z0-9_-]*)*");
    private static final Pattern WORD = Pattern.compile("((?:[A-Za-z_][A-Za-z0-9_]*[.:])*)([A-Za-z_][A-Za-z0-9_]*)?$");
    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_MODULE = 128;

    private static final String BIND = """
            local function bind(name, value)
              local key = string.match(name, '[^.]+$')
              if type(value) ~= 'boolean' or rawget(_G, key) == nil then _G[key] = value end
            end
            """;

    private static final String REQUIRE = BIND + "local name = ... bind(name, (require(name)))";

    private static final String LOAD = BIND + """
            local name, file, source = ...
            local chunk, why = (loadstring or load)(source, '@' .. file)
            if not chunk then error(why, 0) end
            local value = chunk(name, file)
            if value == nil then value = package.loaded[name] end
            if value == nil then value = true end
            package.loaded[name] = value
            bind(name, value)
            """;

    /** Walks along the path, then gathers the keys that are names, of the table and of those behind {@code __index}. */
    private static final String COMPLETE = """
            local prefix, methods = ...
            local function index(value)
              local meta = getmetatable(value)
              return type(meta) == 'table' and rawget(meta, '__index') or nil
            end
            local function field(value, key)
              for _ = 1, 10 do
                if type(value) == 'table' then
                  local found = rawget(value, key)
                  if found ~= nil then return found end
                end
                value = index(value)
                if type(value) ~= 'table' then return nil end
              end
            end
            local value = _G
            for i = 3, select('#', ...) do value = field(value, (select(i, ...))) end
            local names, count = {}, 0
            for _ = 1, 10 do
              if type(value) == 'table' then
                for key, member in next, value do
                  if type(key) == 'string' and string.sub(key, 1, #prefix) == prefix and #key <= 128
                      and string.find(key, '^[%a_][%w_]*$') and (not methods or type(member) == 'function') then
                    count = count + 1
                    names[count] = key
                    if count == 1000 then return table.concat(names, ' ') end
                  end
                end
              end
              value = index(value)
              if type(value) ~= 'table' then break end
            end
            return table.concat(names, ' ')
            """;

    private Snippets() {}

    static String checkModule(String name) {
        if (name.length() > LONGEST_MODULE || !MODULE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "not the name of a module; use names of letters, digits, _ and -, joined by dots");
        }
        return name;
    }

    static Script require(String name) {
        return Script.of(REQUIRE)
                .withName("=require")
                .withArguments(List.of(LuaValue.of(name)))
                .withEcho(false);
    }

    static Script load(String name, String file, byte[] source) {
        return Script.of(LOAD)
                .withName("=require")
                .withArguments(List.of(LuaValue.of(name), LuaValue.of(file), LuaValue.of(source)))
                .withEcho(false);
    }

    /** What is to be completed at the end of a line. */
    record Word(String path, String prefix) {
        static Word endOf(String line) {
            String end = line.length() <= LONGEST_LINE ? line : line.substring(line.length() - LONGEST_LINE);
            Matcher matcher = WORD.matcher(end);
            if (!matcher.find() || (matcher.start() > 0 && ".:".indexOf(end.charAt(matcher.start() - 1)) >= 0)) {
                return new Word("", "");
            }
            return new Word(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2));
        }

        boolean isEmpty() {
            return path.isEmpty() && prefix.isEmpty();
        }

        Script script() {
            List<LuaValue> arguments = new ArrayList<>();
            arguments.add(LuaValue.of(prefix));
            arguments.add(LuaValue.of(path.endsWith(":")));
            for (String name : path.isEmpty() ? new String[0] : path.split("[.:]", -1)) {
                if (!name.isEmpty()) {
                    arguments.add(LuaValue.of(name));
                }
            }
            return Script.of(COMPLETE)
                    .withName("=complete")
                    .withArguments(arguments)
                    .withEcho(false);
        }

        List<String> words(ExecutionResult result) {
            TreeSet<String> words = new TreeSet<>();
            if (result.success()) {
                for (String name : result.value().asString().split(" ", -1)) {
                    if (!name.isEmpty()) {
                        words.add(path + name);
                    }
                }
            }
            return List.copyOf(words);
        }
    }
}
