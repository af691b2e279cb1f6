// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.network.SocketInfo;
import org.luarium.value.LuaValue;

/** Sends all bytes. If it cannot, Lua gets how many it has sent. */
final class Send extends Operation {
    private final TcpSocket socket;
    private final ByteBuffer data;

    Send(TcpSocket socket, byte[] data, Patience patience) {
        super(patience);
        this.socket = socket;
        this.data = ByteBuffer.wrap(data);
    }

    @Override
    @Nullable
    List<LuaValue> attempt() {
        Budget budget = socket.vm.budget();
        try {
            if (socket.state == SocketInfo.State.CONNECTING && !socket.finishConnect()) {
                return null;
            }
            while (data.hasRemaining()) {
                if (budget.isSpent()) {
                    return failure(socket.vm.refuse(budget.spent()));
                }
                int allowed = budget.allowed(Math.min(data.remaining(), Buffers.SIZE));
                if (allowed <= 0) {
                    throttle(budget.pauseNanos());
                    return null;
                }
                int count = socket.write(data.slice(data.position(), allowed));
                if (count <= 0) {
                    socket.await(SelectionKey.OP_WRITE);
                    return null;
                }
                data.position(data.position() + count);
                socket.sent(count);
                progress();
            }
            if (!socket.isFlushed()) {
                socket.await(SelectionKey.OP_WRITE);
                return null;
            }
        } catch (IOException e) {
            return failure(Answers.failure(e));
        }
        return List.of(LuaValue.of(data.position()));
    }

    private List<LuaValue> failure(List<LuaValue> answer) {
        return List.of(answer.get(0), answer.get(1), LuaValue.of(data.position()), LuaValue.of(waited()));
    }

    @Override
    List<LuaValue> expired() {
        return failure(Answers.failure(Answers.TIMEOUT));
    }
}
