// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.time.Duration;

/**
 * How one side of a link behaves.
 *
 * @param name of the other side, for messages and threads
 * @param frameBytes the most bytes of a frame, in both directions
 * @param callTime how long a call may take
 * @param callsOut calls that may be under way to the other side
 * @param callsIn calls of the other side that run at once, each on a thread
 * @param callsWaiting calls of the other side that wait for one of those
 * @param nesting calls within calls
 * @param references objects that may be lent to the other side at once
 * @param collects whether this JVM may be told to collect garbage, to find what is not needed any more
 */
public record PeerOptions(
        String name,
        int frameBytes,
        Duration callTime,
        int callsOut,
        int callsIn,
        int callsWaiting,
        int nesting,
        int references,
        boolean collects) {
    /** An error has to fit. */
    private static final int LEAST_FRAME = 4096;

    /** Checks them. */
    public PeerOptions {
        if (frameBytes < LEAST_FRAME || frameBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "a frame of " + frameBytes + " bytes; from " + LEAST_FRAME + " to 1 GiB are possible");
        }
        if (callsOut < 1 || callsIn < 1 || callsWaiting < 1 || nesting < 0 || references < 1) {
            throw new IllegalArgumentException("limits of calls and references have to be 1 at least");
        }
        if (callTime.isZero() || callTime.isNegative()) {
            throw new IllegalArgumentException("a call may take " + callTime + "; it has to be more than nothing");
        }
    }

    /** Usual limits. */
    public static PeerOptions of(String name) {
        return new PeerOptions(name, 16 << 20, Duration.ofSeconds(30), 1024, 64, 1024, 64, 65_536, false);
    }
}
