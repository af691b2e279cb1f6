// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.util.List;
import org.luarium.value.LuaValue;

/**
 * A Java function that Lua code can call. Called on the thread that waits for the script, or on a worker thread if nobody waits; it may call back into
 * the same VM.
 */
@FunctionalInterface
public interface HostFunction {
    /**
     * Does the work.
     *
     * @param vm the VM that calls
     * @param arguments what Lua passed
     * @return what Lua receives, possibly nothing
     * @throws Exception becomes an error in Lua with the exception's type and message; the stack stays in the host
     */
    List<LuaValue> call(Vm vm, List<LuaValue> arguments) throws Exception;
}
