// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.regex.Pattern;

/** Names of channels and handlers. */
final class Names {
    private static final int LONGEST = 200;
    private static final String LUA_NAME = "[A-Za-z_][A-Za-z0-9_]{0,63}";
    private static final Pattern HANDLER = Pattern.compile(LUA_NAME);
    private static final Pattern CHANNEL = Pattern.compile(LUA_NAME + "(\\." + LUA_NAME + ")*");

    private Names() {}

    static void checkHandler(String name) {
        if (!HANDLER.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + shorten(name) + "' is no name of a handler; use a Lua name");
        }
    }

    static String checkChannel(String name) {
        if (name.length() > LONGEST || !CHANNEL.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + shorten(name)
                    + "' is no name of a channel; use Lua names joined by dots, at most " + LONGEST + " bytes");
        }
        return name;
    }

    private static String shorten(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "…";
    }
}
