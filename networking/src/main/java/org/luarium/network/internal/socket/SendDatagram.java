// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaValue;

/** Sends one datagram, to where the socket is connected or to an address that is checked. */
final class SendDatagram extends Operation {
    private final UdpSocket socket;
    private final ByteBuffer data;
    private final @Nullable Checked checked;
    private boolean begun;

    SendDatagram(UdpSocket socket, byte[] data, @Nullable Checked checked, Patience patience) {
        super(patience);
        this.socket = socket;
        this.data = ByteBuffer.wrap(data);
        this.checked = checked;
        takeTime();
    }

    @Override
    @Nullable
    List<LuaValue> attempt() {
        VmSockets vm = socket.vm;
        InetSocketAddress to = null;
        if (checked != null) {
            List<InetAddress> addresses = checked.addresses();
            if (addresses == null) {
                return null;
            }
            if (addresses.isEmpty()) {
                return checked.refusal();
            }
            to = new InetSocketAddress(addresses.get(0), checked.port());
        }
        if (!begun) {
            hurry();
            begun = true;
        }
        if (vm.budget().isSpent()) {
            return vm.refuse(vm.budget().spent());
        }
        int size = data.remaining();
        if (size > 0 && vm.budget().allowed(1) < 1) {
            throttle(vm.budget().pauseNanos());
            return null;
        }
        try {
            int count = socket.send(data, to);
            if (count < size) {
                socket.want(SelectionKey.OP_WRITE);
                return null;
            }
            socket.sent(size);
            return List.of(LuaValue.of(1));
        } catch (IOException | RuntimeException e) {
            return Answers.failure(e);
        }
    }

    @Override
    List<LuaValue> expired() {
        return Answers.failure(Answers.TIMEOUT);
    }
}
