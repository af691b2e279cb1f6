// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call to the other side that was not answered yet. Answered once. */
final class Call {
    final long id;
    final String what;
    final @Nullable RemoteMethod method;
    final Codec result;
    final int depth;
    final long began = System.nanoTime();
    final Duration time;
    final long deadline;
    /** Who waits; null if nobody does. */
    final @Nullable Thread waiter;
    /** What is completed if nobody waits. */
    final @Nullable CompletableFuture<@Nullable Object> future;

    private final Object lock = new Object();
    private @Nullable Queue<Incoming> inbox; // guarded by lock
    private boolean left; // guarded by lock
    private volatile boolean nested;
    long sentBytes;
    private @Nullable Object value; // written before done
    private @Nullable Throwable error; // written before done
    private volatile boolean done;

    Call(
            long id,
            String what,
            @Nullable RemoteMethod method,
            Codec result,
            int depth,
            Duration time,
            @Nullable CompletableFuture<@Nullable Object> future) {
        this.id = id;
        this.what = what;
        this.method = method;
        this.result = result;
        this.depth = depth;
        this.time = time;
        this.deadline = began + time.toNanos();
        this.future = future;
        waiter = future == null ? Thread.currentThread() : null;
    }

    /** Has the thread that waits serve a call that came back. */
    boolean offer(Incoming incoming) {
        synchronized (lock) {
            if (waiter == null || left) {
                return false;
            }
            if (inbox == null) {
                inbox = new ArrayDeque<>();
            }
            inbox.add(incoming);
            nested = true;
        }
        LockSupport.unpark(waiter);
        return true;
    }

    /** A call that came back, to be served by the thread that waits. */
    @Nullable
    Incoming poll() {
        if (!nested) {
            return null;
        }
        synchronized (lock) {
            Incoming next = inbox == null ? null : inbox.poll();
            nested = inbox != null && !inbox.isEmpty();
            return next;
        }
    }

    boolean hasNested() {
        return nested;
    }

    /** Nobody waits any more. Returns what is still to be served. */
    List<Incoming> leave() {
        synchronized (lock) {
            left = true;
            return inbox == null ? List.of() : new ArrayList<>(inbox);
        }
    }

    boolean isDone() {
        return done;
    }

    /** Sets the answer for whoever waits. */
    void answer(@Nullable Object result, @Nullable Throwable failure) {
        value = result;
        error = failure;
        done = true;
        if (waiter != Thread.currentThread()) {
            LockSupport.unpark(waiter);
        }
    }

    /** Sets the answer where nobody waits, which may run code of others. */
    void complete(@Nullable Object result, @Nullable Throwable failure) {
        done = true;
        if (future != null) {
            if (failure == null) {
                future.complete(result);
            } else {
                future.completeExceptionally(failure);
            }
        }
    }

    @Nullable
    Object value() throws Throwable {
        if (error != null) {
            throw Failures.here(error);
        }
        return value;
    }
}
