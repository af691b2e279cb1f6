// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Tells dates that never jump: those of the wall clock when it was made, and from then on what has passed. Limits of time can rely on it. */
public final class SteadyClock extends Clock {
    private final Instant began = Instant.now();
    private final long beganNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return began.plusNanos(System.nanoTime() - beganNanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("only dates are asked for, no times of day");
    }
}
