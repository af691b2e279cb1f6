// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.time.Duration;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    private final Queue<Incoming> inbox = new ConcurrentLinkedQueue<>();
    private boolean left; // guarded by inbox
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
        deadline = began + time.toNanos();
        this.future = future;
        waiter = future == null ? Thread.currentThread() : null;
    }

    /** Has the thread that waits serve a call that came back. */
    boolean offer(Incoming nested) {
        synchronized (inbox) {
            if (waiter == null || left) {
                return false;
            }
            inbox.add(nested);
        }
        LockSupport.unpark(waiter);
        return true;
    }

    @Nullable
    Incoming poll() {
        return inbox.poll();
    }

    boolean hasNested() {
        return !inbox.isEmpty();
    }

    /** Nobody waits any more. Returns what is still to be served. */
    Collection<Incoming> leave() {
        synchronized (inbox) {
            left = true;
            return inbox;
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
