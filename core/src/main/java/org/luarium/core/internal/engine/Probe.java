// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

/**
 * What running a program told.
 *
 * @param version exact version, such as {@code Lua 5.4.6}; empty if it is not Lua
 * @param dialect {@code 5.1} to {@code 5.4}; empty if it is not Lua
 * @param luaJit whether it is LuaJIT
 * @param rejection why it cannot be used; empty if it can
 * @param passing whether another try may end differently, so that the answer must not outlive this JVM
 */
record Probe(String version, String dialect, boolean luaJit, String rejection, boolean passing) {
    static Probe rejected(String reason) {
        return new Probe("", "", false, reason, false);
    }

    boolean usable() {
        return rejection.isEmpty();
    }
}
