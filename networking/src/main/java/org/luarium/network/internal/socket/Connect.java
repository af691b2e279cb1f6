// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.network.SocketInfo;
import org.luarium.network.internal.policy.Destination;
import org.luarium.value.LuaValue;

/** Connects to one of the addresses of a host that may be reached. */
final class Connect extends Operation {
    private final TcpSocket socket;
    private final Checked checked;
    private @Nullable List<InetAddress> left;
    private String problem = "";

    Connect(TcpSocket socket, Destination to, int port, int family, Patience patience) {
        super(patience);
        this.socket = socket;
        checked = new Checked(socket.vm, to, port, family, false);
        takeTime();
    }

    @Override
    @Nullable
    List<LuaValue> attempt() {
        if (socket.state == SocketInfo.State.CONNECTING && left == null) {
            // Begun by another call, whose time was over
            left = List.of();
            hurry();
        }
        if (left == null) {
            List<InetAddress> addresses = checked.addresses();
            if (addresses == null) {
                return null;
            }
            hurry();
            if (addresses.isEmpty()) {
                return socket.vm.refuse(checked.problem());
            }
            if (!socket.vm.budget().takeConnection()) {
                return socket.vm.refuse(socket.vm.budget().tooManyConnections());
            }
            left = addresses;
        }
        return goOn(left);
    }

    private @Nullable List<LuaValue> goOn(List<InetAddress> addresses) {
        List<InetAddress> rest = addresses;
        while (true) {
            try {
                if (socket.state == SocketInfo.State.CONNECTING) {
                    return socket.finishConnect() ? Answers.DONE : null;
                }
                if (rest.isEmpty()) {
                    return Answers.failure(problem);
                }
                InetSocketAddress next = new InetSocketAddress(rest.get(0), checked.port());
                rest = rest.subList(1, rest.size());
                left = rest;
                if (socket.connect(next, checked.shown(next))) {
                    return Answers.DONE;
                }
            } catch (IOException | RuntimeException e) {
                problem = Answers.words(e);
                try {
                    socket.failed();
                } catch (IOException again) {
                    e.addSuppressed(again);
                }
            }
        }
    }

    @Override
    List<LuaValue> expired() {
        return Answers.failure(Answers.TIMEOUT);
    }
}
