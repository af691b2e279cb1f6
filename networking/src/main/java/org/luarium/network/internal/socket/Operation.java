// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaValue;

/** What the script of a VM waits for. It is tried again whenever something has happened to a socket of this VM. Used under the lock of the VM, but for its answer. */
abstract class Operation {
    static final long NEVER = Long.MAX_VALUE;

    final CompletableFuture<List<LuaValue>> answer = new CompletableFuture<>();
    private final Patience patience;
    long began = System.nanoTime();
    private long blocked = began;
    private boolean unhurried;

    /** When it may go on, after {@link #began}. */
    private long throttled = NEVER;

    /** The pass of the selector in which it was begun; what is true at its end is known only after another one. */
    long since = -1;

    /** When it is looked at again, after {@link #began}; changes only while nobody looks. */
    long due = NEVER;

    Operation(Patience patience) {
        this.patience = patience;
    }

    /** Does what can be done without waiting; null if that is not all. */
    abstract @Nullable List<LuaValue> attempt();

    /** What Lua gets if the time is over. */
    abstract List<LuaValue> expired();

    /** Whether it cannot know without waiting for a pass of the selector. */
    boolean needsPass() {
        return false;
    }

    /** The clock does not run before {@link #hurry}. */
    final void takeTime() {
        unhurried = true;
    }

    final void hurry() {
        unhurried = false;
        began = System.nanoTime();
        blocked = began;
    }

    /** Something was moved: the time for waiting without progress begins anew. */
    final void progress() {
        blocked = System.nanoTime();
    }

    /** It may not go on before a while is over. */
    final void throttle(long nanos) {
        throttled = System.nanoTime() - began + Math.max(1, nanos);
    }

    private long deadline() {
        if (unhurried) {
            return NEVER;
        }
        long block = patience.block() == NEVER ? NEVER : blocked - began + patience.block();
        return Math.min(block, patience.total());
    }

    final boolean isOver() {
        long end = deadline();
        return end != NEVER && System.nanoTime() - began >= end;
    }

    final boolean isImpatient() {
        return !unhurried && Math.min(patience.block(), patience.total()) <= 0;
    }

    /** Sets the time of the next look. */
    final void schedule() {
        due = Math.min(deadline(), throttled);
        throttled = NEVER;
    }

    final double waited() {
        return (System.nanoTime() - began) / 1e9;
    }
}
