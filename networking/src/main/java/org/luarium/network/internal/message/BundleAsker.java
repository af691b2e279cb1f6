// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.luarium.network.VmConnectionException;
import org.luarium.value.LuaValue;

/** A bundle that waits for an answer. What it does with it runs on a worker. */
final class BundleAsker implements Asker {
    private final CompletableFuture<LuaValue> end = new CompletableFuture<>();
    private final CompletableFuture<LuaValue> seen = new CompletableFuture<>();

    BundleAsker(Executor workers) {
        CompletableFuture<?> unused = end.whenCompleteAsync(
                (answer, problem) -> {
                    if (problem == null) {
                        seen.complete(answer);
                    } else {
                        seen.completeExceptionally(problem);
                    }
                },
                workers);
        // If the bundle completes or cancels it, nobody waits any more.
        CompletableFuture<?> unusedToo = seen.whenComplete((answer, problem) -> end.cancel(false));
    }

    /** What the bundle gets. */
    CompletableFuture<LuaValue> seen() {
        return seen;
    }

    @Override
    public CompletableFuture<LuaValue> end() {
        return end;
    }

    @Override
    public int frameBytes() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean answer(Parcel answer) {
        return end.complete(answer.value());
    }

    @Override
    public void ended(String vm) {
        end.completeExceptionally(new VmConnectionException(vm, "has ended before it answered", null));
    }

    void expired(String vm, Duration wait) {
        end.completeExceptionally(new VmConnectionException(
                vm, "has not answered within " + wait + "; wait longer, or have it call net.receive", null));
    }
}
