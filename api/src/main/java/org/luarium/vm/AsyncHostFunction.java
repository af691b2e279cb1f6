// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.luarium.value.LuaValue;

/**
 * A Java function that Lua code can call, and whose answer comes later: for what waits, such as for a message. Lua waits for the answer as for that of any function; if nobody in Java waits for
 * the script, no thread does either.
 *
 * <p>{@link #start} is called on a thread that may lead all scripts nobody waits for, one call at a time for each VM. It must return at once: it neither waits nor computes for long, and where it
 * runs a script, a {@link VmBusyException} is thrown. What completes the answer must not wait either. When the script is stopped, its process ends or its VM is closed, the answer is no longer
 * wanted, and a {@link CompletableFuture} is cancelled.
 */
public interface AsyncHostFunction extends HostFunction {
    /**
     * Begins the work.
     *
     * @param vm the VM that calls
     * @param arguments what Lua passed
     * @return what Lua receives, as of {@link HostFunction#call}; if it fails, Lua sees an error
     * @throws Exception becomes an error in Lua, too
     */
    CompletionStage<List<LuaValue>> start(Vm vm, List<LuaValue> arguments) throws Exception;

    /** Begins the work and waits for its end. */
    @Override
    default List<LuaValue> call(Vm vm, List<LuaValue> arguments) throws Exception {
        try {
            return start(vm, arguments).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
