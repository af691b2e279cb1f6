// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.network.SocketInfo;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;

/** Waits until something can be done with one of several sockets. */
final class Select extends Operation {
    private static final int READING = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int WRITING = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final List<HostSocket> reading;
    private final List<HostSocket> writing;

    /** What can be read although the selector knows nothing of it. */
    private final boolean immediate;

    Select(List<HostSocket> reading, List<HostSocket> writing, Patience patience) {
        super(patience);
        this.reading = reading;
        this.writing = writing;
        reading.forEach(one -> one.forgetReady(READING | SelectionKey.OP_CONNECT));
        writing.forEach(one -> one.forgetReady(WRITING));
        immediate = reading.stream().anyMatch(HostSocket::hasBuffered);
    }

    @Override
    boolean needsPass() {
        return !immediate;
    }

    @Override
    @Nullable
    List<LuaValue> attempt() {
        List<LuaValue> readable = numbers(reading, READING);
        List<LuaValue> writable = numbers(writing, WRITING);
        if (readable.isEmpty() && writable.isEmpty()) {
            reading.forEach(one -> one.want(READING));
            writing.forEach(one -> one.want(waitsFor(one)));
            return null;
        }
        return List.of(LuaTable.ofList(readable), LuaTable.ofList(writable));
    }

    private static int waitsFor(HostSocket socket) {
        return socket.state == SocketInfo.State.CONNECTING ? SelectionKey.OP_CONNECT : SelectionKey.OP_WRITE;
    }

    private static List<LuaValue> numbers(List<HostSocket> sockets, int operations) {
        List<LuaValue> numbers = new ArrayList<>();
        for (HostSocket socket : sockets) {
            if (socket.isReady(operations) || (operations == READING && socket.hasBuffered())) {
                numbers.add(LuaValue.of(socket.number));
            }
        }
        return numbers;
    }

    @Override
    List<LuaValue> expired() {
        return List.of(LuaTable.ofList(List.of()), LuaTable.ofList(List.of()));
    }
}
