// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.CallCancelledException;
import org.luarium.extension.spi.CallTimeoutException;

/** A call of the other side. Run once, by one thread. */
final class Incoming implements Runnable {
    private static final ThreadLocal<@Nullable Incoming> CURRENT = new ThreadLocal<>();

    final Peer peer;
    final long id;
    /** Of its frame. */
    final int bytes;

    final int depth;
    final RemoteMethod method;
    private final Object target;
    private final @Nullable Object[] arguments;
    private final long deadline;
    private final Object lock = new Object();
    private @Nullable Thread thread; // guarded by lock
    private @Nullable Future<?> pending; // guarded by lock
    private boolean cancelled; // guarded by lock

    /**
     * Creates it.
     *
     * @param id its number, 0 if nobody wants an answer
     * @param bytes of its frame
     */
    Incoming(
            Peer peer,
            long id,
            int bytes,
            int depth,
            long deadline,
            Object target,
            RemoteMethod method,
            @Nullable Object[] arguments) {
        this.peer = peer;
        this.id = id;
        this.bytes = bytes;
        this.depth = depth;
        this.deadline = deadline;
        this.target = target;
        this.method = method;
        this.arguments = arguments;
    }

    /** The call that this thread serves, of any link. */
    static @Nullable Incoming current() {
        return CURRENT.get();
    }

    @Override
    public void run() {
        if (!begin()) {
            peer.answer(this, null, cancelled(null));
            return;
        }
        Incoming outer = CURRENT.get();
        long began = System.nanoTime();
        Object result = null;
        Throwable thrown = null;
        try {
            CURRENT.set(this);
            if (began - deadline > 0) {
                throw new CallTimeoutException(
                        method.name() + " waited so long for a thread that nobody waits for it", null);
            }
            result = method.invoke(target, arguments);
        } catch (Throwable e) {
            thrown = e;
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
            method.took(System.nanoTime() - began);
            end();
        }
        if (thrown == null && method.async()) {
            later(result);
        } else {
            peer.answer(this, result, thrown);
        }
    }

    private boolean begin() {
        synchronized (lock) {
            if (cancelled || peer.isClosed()) {
                return false;
            }
            thread = Thread.currentThread();
            return true;
        }
    }

    private void end() {
        synchronized (lock) {
            thread = null;
            if (cancelled) {
                // The interrupt was meant for what is over.
                boolean unused = Thread.interrupted();
            }
        }
    }

    private CallCancelledException cancelled(@Nullable Throwable cause) {
        return new CallCancelledException(method.name() + " was cancelled", cause);
    }

    private void later(@Nullable Object result) {
        if (!(result instanceof CompletionStage<?> stage)) {
            peer.answer(
                    this, null, new IllegalStateException(method.name() + " gave no CompletionStage, but " + result));
            return;
        }
        if (result instanceof Future<?> future) {
            boolean now;
            synchronized (lock) {
                pending = future;
                now = cancelled;
            }
            if (now) {
                stop(future);
            }
        }
        try {
            stage.whenComplete((value, failure) ->
                    peer.answer(this, value, failure instanceof CancellationException ? cancelled(failure) : failure));
        } catch (RuntimeException e) {
            peer.answer(this, null, e);
        }
    }

    /** Has it end soon. May run code of others. */
    void cancel() {
        Future<?> future;
        synchronized (lock) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            if (thread != null) {
                thread.interrupt();
            }
            future = pending;
        }
        if (future != null) {
            stop(future);
        }
    }

    private void stop(Future<?> future) {
        try {
            future.cancel(true);
        } catch (RuntimeException e) {
            // It is code of others, and there is nobody to tell but who has called it.
            peer.answer(this, null, e);
        }
    }
}
