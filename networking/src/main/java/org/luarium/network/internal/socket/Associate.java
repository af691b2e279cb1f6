// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaValue;

/** Connects a socket for datagrams. */
final class Associate extends Operation {
    private final UdpSocket socket;
    private final Checked checked;

    Associate(UdpSocket socket, Checked checked) {
        super(Patience.FOREVER);
        this.socket = socket;
        this.checked = checked;
    }

    @Override
    @Nullable
    List<LuaValue> attempt() {
        List<InetAddress> addresses = checked.addresses();
        if (addresses == null) {
            return null;
        }
        if (addresses.isEmpty()) {
            return checked.refusal();
        }
        try {
            InetSocketAddress to = new InetSocketAddress(addresses.get(0), checked.port());
            socket.connect(to, checked.shown(to));
            return Answers.DONE;
        } catch (IOException | RuntimeException e) {
            return Answers.failure(e);
        }
    }

    @Override
    List<LuaValue> expired() {
        return Answers.failure(Answers.TIMEOUT);
    }
}
