// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaValue;

/** Waits for a connection. */
final class Accept extends Operation {
    private final TcpSocket server;

    Accept(TcpSocket server, Patience patience) {
        super(patience);
        this.server = server;
    }

    @Override
    @Nullable
    List<LuaValue> attempt() {
        VmSockets vm = server.vm;
        if (!vm.hasRoom()) {
            return vm.refuse(vm.full());
        }
        try {
            SocketChannel channel = server.accept();
            if (channel == null) {
                server.want(SelectionKey.OP_ACCEPT);
                return null;
            }
            TcpSocket connection = new TcpSocket(vm, vm.nextNumber());
            try {
                connection.accepted(channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            vm.add(connection);
            return List.of(LuaValue.of(connection.number));
        } catch (IOException e) {
            return Answers.failure(e);
        }
    }

    @Override
    List<LuaValue> expired() {
        return Answers.failure(Answers.TIMEOUT);
    }
}
