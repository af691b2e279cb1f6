// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import java.time.Duration;

/**
 * What a server does. Immutable.
 *
 * @param port 1024 to 65535, or 0 for any that is free
 * @param patience how long it waits for a client, and for its line
 */
public record ServerOptions(int port, Duration patience) {
    /** The documented patience of a server: none was; two minutes are. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * Checks the port and the time.
     *
     * @param port 1024 to 65535, or 0 for any that is free
     * @param patience how long it waits for a client, and for its line
     */
    public ServerOptions {
        Ports.checkListening(port);
        Ports.checkTime("patience", patience);
    }

    /**
     * A server with the usual patience.
     *
     * @param port 1024 to 65535, or 0 for any that is free
     * @return the options
     * @throws NetworkingException if the port is none of these
     */
    public static ServerOptions on(int port) {
        return new ServerOptions(port, PATIENCE);
    }
}
