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
    /** Usual limits. */
    public static PeerOptions of(String name) {
        return new PeerOptions(name, 16 << 20, Duration.ofSeconds(30), 1024, 64, 1024, 64, 65_536, false);
    }
}
