// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.luarium.store.FetchException;
import org.luarium.store.RealizeCancelledException;

/** Knows when a fetch has to stop: on the user's wish, at the deadline, or because nothing comes. Confined to one thread. */
final class Watch {
    /** How long a wait lasts until the wish to stop is asked for again. */
    static final Duration STEP = Duration.ofMillis(20);

    private final FetchRequest request;
    private final Duration idle;
    private final BooleanSupplier cancelled;
    private final long started = System.nanoTime();
    private long heard = started;

    Watch(FetchRequest request, Duration idle, BooleanSupplier cancelled) {
        this.request = request;
        this.idle = idle;
        this.cancelled = cancelled;
    }

    /** Something came. */
    void heard() {
        heard = System.nanoTime();
    }

    /** Stops if it has to. */
    void check() {
        if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new RealizeCancelledException("fetching " + request + " was cancelled");
        }
        Optional<Duration> deadline = request.deadline();
        if (deadline.isPresent() && System.nanoTime() - started > deadline.get().toNanos()) {
            throw new FetchException(
                    request(), "it took longer than " + deadline.get() + "; try again, or allow more time", null);
        }
    }

    /** Stops if it has to or if nothing came for too long. */
    void checkIdle(String what) {
        check();
        if (System.nanoTime() - heard > idle.toNanos()) {
            throw new FetchException(
                    request(), "the server sent no " + what + " for " + idle + "; try again later", null);
        }
    }

    /** Waits, and stops if it has to. */
    void pause(Duration length) {
        long begun = System.nanoTime();
        while (true) {
            check();
            long left = length.toNanos() - (System.nanoTime() - begun);
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, Math.min(left, STEP.toNanos()));
        }
    }

    private java.net.URI request() {
        return Addresses.shown(request.source());
    }
}
