// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import org.luarium.value.LuaValue;

/**
 * What a script raised.
 *
 * @param message the message, with chunk name and line where Lua knows them
 * @param traceback the stack at the point of the error, possibly empty
 * @param value the error object itself; the message as a string where the object cannot travel
 */
public record LuaError(String message, String traceback, LuaValue value) {
    @Override
    public String toString() {
        return traceback.isEmpty() ? message : message + "\n" + traceback;
    }
}
