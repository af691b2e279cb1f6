// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a client does. Immutable.
 *
 * @param host the name or address of the server
 * @param port its port, 1024 to 65535
 * @param message the line that is sent; any text without an end of line
 * @param patience how long it waits for the connection, and for the greeting
 */
public record ClientOptions(String host, int port, String message, Duration patience) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * Checks the port, the time and the message.
     *
     * @param host the name or address of the server
     * @param port its port, 1024 to 65535
     * @param message the line that is sent; any text without an end of line
     * @param patience how long it waits for the connection, and for the greeting
     */
    public ClientOptions {
        Ports.checkHost(host);
        Ports.check(port);
        Ports.checkTime("patience", patience);
        if (requireNonNull(message, "message").indexOf('\n') >= 0 || message.indexOf('\r') >= 0) {
            throw new NetworkingException("the message has more than one line; a client sends one");
        }
    }

    /**
     * A client with the usual patience.
     *
     * @param host the name or address of the server
     * @param port its port, 1024 to 65535
     * @param message the line that is sent
     * @return the options
     * @throws NetworkingException if the host, the port or the message is not allowed
     */
    public static ClientOptions of(String host, int port, String message) {
        return new ClientOptions(host, port, message, PATIENCE);
    }
}
