// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.util.List;
import org.luarium.value.LuaValue;

/**
 * A Java function that Lua code can call. Called on the thread that waits for the script, or on a worker thread if nobody waits; one call
 * at a time for each VM. It may call back into the same VM on that thread, up to {@link org.luarium.isolate.Limits#nesting()}; from
 * another thread it would wait for the script that waits for it.
 *
 * <p>A host function must end by itself: when its script is stopped, it is not, and a caller that waits goes on waiting for it.
 */
@FunctionalInterface
public interface HostFunction {
    /**
     * Does the work.
     *
     * @param vm the VM that calls
     * @param arguments what Lua passed
     * @return what Lua receives: an empty list for nothing; never {@code null}
     * @throws Exception becomes an error in Lua that says the exception's simple type and message; the stack trace stays in the host, in
     *     its debug log
     */
    List<LuaValue> call(Vm vm, List<LuaValue> arguments) throws Exception;
}
