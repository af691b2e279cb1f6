// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import java.util.List;

/**
 * What a networked VM may do. Immutable.
 *
 * <p>A rule is a host and a port: {@code example.org:443}, {@code *.example.org:443}, {@code 203.0.113.0/24:8000-8999}, {@code loopback:*}, {@code private:5432}, {@code public:443}, {@code *:*}, and {@code vm:*}, which
 * is a port of this machine on which a networked VM listens. A name is
 * resolved once, every address is checked, and the connection goes to an address that was checked. Addresses of the classes {@code loopback}, {@code private}, {@code link-local} and {@code other}
 * (multicast, unspecified, reserved) are reached only by a rule that names their class, a range or the address itself, never by one that names a host or is {@code *}.
 *
 * @param connect rules for connections and for datagrams that are sent
 * @param bind rules for sockets that listen; only addresses, ranges and classes have a meaning here
 * @param sockets how many a VM may have at a time
 * @param connectionsPerSecond how many connections a VM may begin in a second
 * @param bytes how many a VM may send and receive in its life
 * @param bytesPerSecond how many a VM may send and receive in a second, or 0 for no limit
 */
public record NetworkPolicy(
        List<String> connect,
        List<String> bind,
        int sockets,
        int connectionsPerSecond,
        long bytes,
        long bytesPerSecond) {
    /**
     * Copies the rules.
     *
     * @param connect rules for connections and for datagrams that are sent
     * @param bind rules for sockets that listen; only addresses, ranges and classes have a meaning here
     * @param sockets how many a VM may have at a time
     * @param connectionsPerSecond how many connections a VM may begin in a second
     * @param bytes how many a VM may send and receive in its life
     * @param bytesPerSecond how many a VM may send and receive in a second, or 0 for no limit
     */
    public NetworkPolicy {
        connect = List.copyOf(connect);
        bind = List.copyOf(bind);
        if (sockets < 0 || connectionsPerSecond < 0 || bytes < 0 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("a limit of the network policy is negative");
        }
    }
}
