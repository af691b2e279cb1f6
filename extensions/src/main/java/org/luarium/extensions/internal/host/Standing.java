// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.ExtensionState;
import org.luarium.extension.RestartPolicy;

/** How it stands with an extension, and the generation that is called: what calls see. Thread-safe; who waits for a change is told of each. */
final class Standing {
    private final Clock clock;
    private volatile @Nullable Slot slot; // all are written under this
    private volatile ExtensionState state = ExtensionState.STARTING;
    private volatile Instant since;
    private volatile @Nullable String problem;

    Standing(Clock clock) {
        this.clock = clock;
        since = clock.instant();
    }

    synchronized void become(ExtensionState next, @Nullable String why, @Nullable Slot called) {
        problem = why;
        slot = called;
        state = next;
        since = clock.instant();
        notifyAll();
    }

    /** Has another slot be called, with nothing else changed. */
    synchronized void goOn(Slot called) {
        slot = called;
        notifyAll();
    }

    /** What is called, if anything is. */
    @Nullable
    Slot slot() {
        return slot;
    }

    ExtensionState state() {
        return state;
    }

    Instant since() {
        return since;
    }

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Whether there is something to call, at least for whoever has it started by that. */
    synchronized boolean isCallable(RestartPolicy restart) {
        return state == ExtensionState.READY
                || (state == ExtensionState.RESTARTING && restart == RestartPolicy.ON_DEMAND);
    }

    /**
     * Waits while one generation gives way to the next.
     *
     * @param until by {@link System#nanoTime}
     * @return false if that is not what happens
     */
    synchronized boolean awaitOther(@Nullable Slot seen, long until) {
        while (slot == seen) {
            if (seen == null || state != ExtensionState.READY) {
                return false;
            }
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Why it was not called within a time. */
    synchronized String hindrance(Duration time) {
        return state == ExtensionState.READY
                ? "it is being replaced and was not within " + time
                : "it is " + state.name().toLowerCase(Locale.ROOT) + (problem == null ? "" : ": " + problem);
    }
}
