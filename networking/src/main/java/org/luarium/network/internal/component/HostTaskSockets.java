// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.component;

import org.luarium.network.SocketInfo;
import org.luarium.network.internal.socket.SocketHost;
import org.luarium.network.internal.verb.TaskSockets;

/** What tasks need of the sockets of VMs. */
public final class HostTaskSockets implements TaskSockets {
    private final SocketHost host;

    public HostTaskSockets(SocketHost host) {
        this.host = host;
    }

    @Override
    public long newest(String vm) {
        return host.sockets().stream()
                .filter(socket -> socket.vm().equals(vm))
                .mapToLong(SocketInfo::number)
                .max()
                .orElse(0);
    }

    @Override
    public void closeNewer(String vm, long number) {
        host.closeNewer(vm, number);
    }
}
