// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import java.time.Duration;

/**
 * What a client does that sends heartbeats. Immutable.
 *
 * @param host the name or address of the server
 * @param port its port, 1024 to 65535
 * @param interval the time between two heartbeats
 * @param count how many are sent
 */
public record HeartbeatOptions(String host, int port, Duration interval, int count) {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int COUNT = 10;
    private static final int MOST = 1_000_000;

    /**
     * Checks host, port, time and number.
     *
     * @param host the name or address of the server
     * @param port its port, 1024 to 65535
     * @param interval the time between two heartbeats
     * @param count how many are sent
     */
    public HeartbeatOptions {
        Ports.checkHost(host);
        Ports.check(port);
        Ports.checkTime("interval", interval);
        if (count < 1 || count > MOST) {
            throw new NetworkingException(count + " heartbeats are not allowed; use 1 to " + MOST);
        }
        Ports.checkTime("series of heartbeats", interval.multipliedBy(count));
    }

    /**
     * Ten heartbeats, one every 5 seconds.
     *
     * @param host the name or address of the server
     * @param port its port, 1024 to 65535
     * @return the options
     * @throws NetworkingException if the host or the port is not allowed
     */
    public static HeartbeatOptions of(String host, int port) {
        return new HeartbeatOptions(host, port, INTERVAL, COUNT);
    }
}
