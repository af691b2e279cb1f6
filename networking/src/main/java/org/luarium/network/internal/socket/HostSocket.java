// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.luarium.network.SocketInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket that the host holds for a VM. Used under the lock of the VM. */
abstract class HostSocket implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostSocket.class);

    final VmSockets vm;
    final long number;
    private final Instant opened = Instant.now();
    private final long openedNanos = System.nanoTime();
    private @Nullable SelectableChannel channel;
    private @Nullable SelectionKey key;

    /** What the selector has found since somebody asked. */
    private int ready;

    SocketInfo.State state = SocketInfo.State.NEW;
    String remote = "";
    private long received;
    private long sent;

    HostSocket(VmSockets vm, long number) {
        this.vm = vm;
        this.number = number;
    }

    abstract SocketInfo.Kind kind();

    /** Whether there is something to read for which the selector need not be asked. */
    boolean hasBuffered() {
        return false;
    }

    final void attach(SelectableChannel fresh) throws IOException {
        fresh.configureBlocking(false);
        channel = fresh;
        key = vm.host().reactor().register(fresh, this);
    }

    /** Gives up the channel, to have another one. */
    final void detach() throws IOException {
        if (channel != null) {
            channel.close();
        }
        channel = null;
        key = null;
        ready = 0;
    }

    final boolean hasChannel() {
        return channel != null;
    }

    /** Has the selector say when something can be done. */
    final void want(int operations) {
        SelectionKey current = key;
        if (current != null) {
            try {
                current.interestOpsOr(operations & current.channel().validOps());
            } catch (CancelledKeyException e) {
                ready |= operations;
            }
        }
    }

    /** Has the selector no longer look for something: for a connection that is there, it would find it without end and say nothing. */
    final void doNotWant(int operations) {
        SelectionKey current = key;
        if (current != null && current.isValid()) {
            current.interestOpsAnd(~operations);
        }
    }

    /** The selector has found something. It is not asked again until somebody wants it. */
    final void found(SelectionKey from) {
        int operations = from.readyOps();
        from.interestOpsAnd(~operations);
        ready |= operations;
    }

    final void forgetReady(int operations) {
        ready &= ~operations;
    }

    final boolean isReady(int operations) {
        return (ready & operations) != 0 || (channel != null && !channel.isOpen());
    }

    final void received(long bytes) {
        received += bytes;
        vm.budget().moved(bytes);
    }

    final void sent(long bytes) {
        sent += bytes;
        vm.budget().moved(bytes);
    }

    final long received() {
        return received;
    }

    final long sent() {
        return sent;
    }

    final double age() {
        return (System.nanoTime() - openedNanos) / 1e9;
    }

    abstract @Nullable InetSocketAddress local();

    abstract @Nullable InetSocketAddress peer();

    static @Nullable InetSocketAddress internet(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet ? internet : null;
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    final SocketInfo info() {
        InetSocketAddress own = local();
        return new SocketInfo(
                vm.id(), number, kind(), state, own == null ? "" : text(own), remote, received, sent, opened);
    }

    @Override
    public void close() {
        try {
            detach();
        } catch (IOException e) {
            log.debug("VM {}: socket {} did not close well", vm.id(), number, e);
        }
    }
}
