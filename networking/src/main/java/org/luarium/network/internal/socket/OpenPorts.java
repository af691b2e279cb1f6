// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.network.SocketInfo;
import org.luarium.network.internal.policy.VmPorts;

/** Where VMs listen. Thread-safe. */
final class OpenPorts {
    private final Map<HostSocket, InetSocketAddress> connections = new ConcurrentHashMap<>();
    private final Map<HostSocket, InetSocketAddress> datagrams = new ConcurrentHashMap<>();

    void add(HostSocket socket, InetSocketAddress address) {
        (socket.kind() == SocketInfo.Kind.UDP ? datagrams : connections).put(socket, address);
    }

    void remove(HostSocket socket) {
        connections.remove(socket);
        datagrams.remove(socket);
    }

    VmPorts of(boolean forDatagrams) {
        Map<HostSocket, InetSocketAddress> known = forDatagrams ? datagrams : connections;
        return (address, port) -> known.values().stream().anyMatch(one -> isAt(one, address, port));
    }

    private static boolean isAt(InetSocketAddress one, InetAddress address, int port) {
        return one.getPort() == port
                && (one.getAddress().equals(address) || one.getAddress().isAnyLocalAddress());
    }
}
