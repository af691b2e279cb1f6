// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import java.time.Instant;

/**
 * A socket that the host holds for a VM. Immutable.
 *
 * @param vm the id of the VM
 * @param number its number, which no other socket of this VM has or had
 * @param kind what it is
 * @param state what it does
 * @param local its own address and port, such as {@code 127.0.0.1:41712}, or empty
 * @param remote the other end, as the VM named it and as it was checked, such as {@code example.org:443 (203.0.113.7)}, or empty
 * @param received bytes that have come from the network
 * @param sent bytes that have gone to the network
 * @param opened since when it is there
 */
public record SocketInfo(
        String vm,
        long number,
        Kind kind,
        State state,
        String local,
        String remote,
        long received,
        long sent,
        Instant opened) {
    /** What a socket is. */
    public enum Kind {
        /** A connection, or what becomes one. */
        TCP,
        /** What accepts connections. */
        LISTENER,
        /** Datagrams. */
        UDP,
        /** A connection whose bytes are encrypted by the host. */
        TLS
    }

    /** What a socket does. */
    public enum State {
        /** Neither bound nor connected. */
        NEW,
        /** Waits for connections. */
        LISTENING,
        /** Is being connected. */
        CONNECTING,
        /** Is connected, or bound to get datagrams. */
        OPEN,
        /** The other end has closed its direction. */
        HALF_CLOSED
    }
}
