// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaValue;

/**
 * Ends the one wait of a VM when its time is over. Thread-safe.
 *
 * <p>A VM waits often and seldom to the end. To set a timer and to cancel it each time would wake the timer's thread for every message, so one that is set stays, and looks when it rings
 * whether it rings too early.
 */
final class Alarm {
    static final List<LuaValue> TIMEOUT = List.of(LuaValue.nil(), LuaValue.of("timeout"));

    private final ScheduledExecutorService timer;
    private @Nullable CompletableFuture<List<LuaValue>> wait; // guarded by this
    private long deadline; // guarded by this
    private @Nullable ScheduledFuture<?> set; // guarded by this
    private long setFor; // guarded by this

    Alarm(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Ends a wait after a while; the one before has ended. */
    synchronized void set(CompletableFuture<List<LuaValue>> next, long nanos) {
        wait = next;
        deadline = System.nanoTime() + nanos;
        if (set == null || setFor - deadline > 0) {
            cancel();
            schedule();
        }
    }

    private synchronized void schedule() {
        setFor = deadline;
        set = timer.schedule(this::ring, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private synchronized void cancel() {
        if (set != null) {
            set.cancel(false);
            set = null;
        }
    }

    /** A wait has ended otherwise. */
    synchronized void forget(CompletableFuture<List<LuaValue>> ended) {
        if (wait == ended) {
            wait = null;
        }
    }

    private void ring() {
        CompletableFuture<List<LuaValue>> due = due();
        if (due != null) {
            due.complete(TIMEOUT);
        }
    }

    private synchronized @Nullable CompletableFuture<List<LuaValue>> due() {
        CompletableFuture<List<LuaValue>> due = wait;
        set = null;
        if (due == null || due.isDone()) {
            wait = null;
            return null;
        }
        if (deadline - System.nanoTime() > 0) {
            schedule();
            return null;
        }
        wait = null;
        return due;
    }

    synchronized void close() {
        cancel();
        wait = null;
    }
}
