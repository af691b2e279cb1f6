// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How peers are connected. Immutable.
 *
 * @param topology who connects to whom
 * @param basePort the port of the first, the others have those that follow; 0 for any that are free
 * @param duration how long they run
 * @param interval the time between two heartbeats of each
 */
public record ClusterOptions(Topology topology, int basePort, Duration duration, Duration interval) {
    /** Who connects to whom. */
    public enum Topology {
        /** Each to the next, the last to the first. */
        RING,
        /** Each to all that come after it. */
        MESH
    }

    /**
     * Checks the port and the times.
     *
     * @param topology who connects to whom
     * @param basePort the port of the first, the others have those that follow; 0 for any that are free
     * @param duration how long they run
     * @param interval the time between two heartbeats of each
     */
    public ClusterOptions {
        requireNonNull(topology, "topology");
        Ports.checkListening(basePort);
        Ports.checkTime("duration", duration);
        Ports.checkTime("interval", interval);
    }
}
