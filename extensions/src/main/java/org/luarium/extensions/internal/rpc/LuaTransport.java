// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.luarium.value.LuaValue;

/** Has Lua called. Thread-safe. */
public interface LuaTransport {
    /**
     * A call.
     *
     * @param id names it while it lasts, for what Lua calls meanwhile
     * @param target what is called: a number that {@link LuaLink} was given
     * @param method the name of the method
     * @param arguments what it is called with
     * @param objects whether there are objects among the arguments
     * @param released objects of Lua that nobody needs any more, each with how often it came
     * @param time how long it may take
     */
    record Request(
            long id,
            long target,
            String method,
            List<LuaValue> arguments,
            boolean objects,
            List<LuaValue> released,
            Duration time) {}

    /**
     * Calls, and waits for the results.
     *
     * @throws org.luarium.extension.spi.CallFailedException if there are none; {@code RemoteExtensionException} for what Lua raised
     */
    List<LuaValue> call(Request request);

    /** Calls, and completes with the results, or with what {@link #call} throws; cancelling it gives the call up. */
    CompletableFuture<List<LuaValue>> callAsync(Request request);
}
