// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import java.time.Duration;
import java.util.List;

/**
 * What a peer does. Immutable.
 *
 * @param port where it listens: 1024 to 65535, or 0 for any that is free
 * @param peers whom it connects to, 64 at most; tried again until they listen
 * @param duration how long it runs, in real time
 * @param interval the time between two heartbeats
 */
public record PeerOptions(int port, List<Peer> peers, Duration duration, Duration interval) {
    private static final int MOST_PEERS = 64;
    private static final Duration DURATION = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /**
     * Where another peer listens.
     *
     * @param host its name or address
     * @param port its port, 1024 to 65535
     */
    public record Peer(String host, int port) {
        /**
         * Checks host and port.
         *
         * @param host its name or address
         * @param port its port, 1024 to 65535
         */
        public Peer {
            Ports.checkHost(host);
            Ports.check(port);
        }
    }

    /**
     * Checks ports and times.
     *
     * @param port where it listens: 1024 to 65535, or 0 for any that is free
     * @param peers whom it connects to, 64 at most; tried again until they listen
     * @param duration how long it runs, in real time
     * @param interval the time between two heartbeats
     */
    public PeerOptions {
        Ports.checkListening(port);
        peers = List.copyOf(peers);
        if (peers.size() > MOST_PEERS) {
            throw new NetworkingException("a peer connects to " + MOST_PEERS + " others at most, not " + peers.size());
        }
        Ports.checkTime("duration", duration);
        Ports.checkTime("interval", interval);
    }

    /**
     * A peer that runs for 30 seconds, with a heartbeat every 5.
     *
     * @param port where it listens, or 0
     * @param peers whom it connects to
     * @return the options
     * @throws NetworkingException if a port is not allowed
     */
    public static PeerOptions on(int port, Peer... peers) {
        return new PeerOptions(port, List.of(peers), DURATION, INTERVAL);
    }
}
