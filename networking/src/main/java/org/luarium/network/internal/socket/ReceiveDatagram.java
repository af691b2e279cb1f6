// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaValue;

/** Waits for a datagram; what is longer than wanted is cut. */
final class ReceiveDatagram extends Operation {
    private final UdpSocket socket;
    private final int most;

    ReceiveDatagram(UdpSocket socket, int most, Patience patience) {
        super(patience);
        this.socket = socket;
        this.most = Math.min(most, Math.min(socket.vm.chunk(), 65_536));
    }

    @Override
    @Nullable
    List<LuaValue> attempt() {
        Budget budget = socket.vm.budget();
        if (budget.isSpent()) {
            return socket.vm.refuse(budget.spent());
        }
        if (budget.allowed(1) < 1) {
            throttle(budget.pauseNanos());
            return null;
        }
        Buffers buffers = socket.vm.host().buffers();
        ByteBuffer buffer = buffers.take();
        try {
            InetSocketAddress from = socket.receive(buffer.limit(most));
            if (from == null) {
                socket.want(SelectionKey.OP_READ);
                return null;
            }
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            socket.received(bytes.length);
            return List.of(
                    LuaValue.of(bytes), LuaValue.of(from.getAddress().getHostAddress()), LuaValue.of(from.getPort()));
        } catch (IOException e) {
            return Answers.failure(e);
        } finally {
            buffers.give(buffer);
        }
    }

    @Override
    List<LuaValue> expired() {
        return Answers.failure(Answers.TIMEOUT);
    }
}
