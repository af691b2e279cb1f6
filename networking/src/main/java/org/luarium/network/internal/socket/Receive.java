// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaValue;

/** Waits for bytes, and gives those that are there. Lua also gets how long it has waited, as its own time goes on. */
final class Receive extends Operation {
    private final TcpSocket socket;
    private final int most;
    private boolean waits;

    Receive(TcpSocket socket, int most, Patience patience) {
        super(patience);
        this.socket = socket;
        this.most = Math.max(1, Math.min(most, socket.vm.chunk()));
    }

    @Override
    @Nullable
    List<LuaValue> attempt() {
        Budget budget = socket.vm.budget();
        if (budget.isSpent()) {
            return socket.vm.refuse(budget.spent());
        }
        int allowed = budget.allowed(most);
        if (allowed <= 0) {
            throttle(budget.pauseNanos());
            waits = true;
            return null;
        }
        Buffers buffers = socket.vm.host().buffers();
        ByteBuffer buffer = buffers.take();
        try {
            int count = socket.read(buffer.limit(allowed));
            if (count > 0) {
                socket.received(count);
                byte[] bytes = new byte[count];
                buffer.flip().get(bytes);
                return waits
                        ? List.of(LuaValue.of(bytes), LuaValue.nil(), LuaValue.of(waited()))
                        : List.of(LuaValue.of(bytes));
            }
            if (count < 0) {
                return Answers.failure(Answers.CLOSED);
            }
        } catch (IOException e) {
            return Answers.failure(e);
        } finally {
            buffers.give(buffer);
        }
        socket.await(SelectionKey.OP_READ);
        waits = true;
        return null;
    }

    @Override
    List<LuaValue> expired() {
        return Answers.failure(Answers.TIMEOUT, LuaValue.of(waited()));
    }
}
