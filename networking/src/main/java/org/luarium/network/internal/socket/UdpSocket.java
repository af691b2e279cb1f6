// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luarium.network.SocketInfo;

/** A socket for datagrams. */
final class UdpSocket extends HostSocket {
    private static final int MOST_KNOWN = 1_024;

    private final Options options = new Options();
    private @Nullable DatagramChannel channel;

    /** If it was not bound by its VM, it hears only those it has spoken to. */
    private boolean open;

    private final Set<InetSocketAddress> known = new LinkedHashSet<>();

    UdpSocket(VmSockets vm, long number) {
        super(vm, number);
    }

    @Override
    SocketInfo.Kind kind() {
        return SocketInfo.Kind.UDP;
    }

    boolean isBound() {
        return channel != null;
    }

    private DatagramChannel channel(ProtocolFamily family) throws IOException {
        DatagramChannel existing = channel;
        if (existing != null) {
            return existing;
        }
        DatagramChannel fresh = DatagramChannel.open(family);
        try {
            options.apply(fresh);
            attach(fresh);
        } catch (IOException | RuntimeException e) {
            fresh.close();
            throw e;
        }
        channel = fresh;
        return fresh;
    }

    void bind(InetSocketAddress address) throws IOException {
        try {
            channel(TcpSocket.family(address.getAddress())).bind(address);
        } catch (IOException | RuntimeException e) {
            detach();
            channel = null;
            throw e;
        }
        open = true;
        state = SocketInfo.State.OPEN;
        InetSocketAddress own = local();
        if (own != null) {
            vm.host().ports().add(this, own);
        }
    }

    void connect(InetSocketAddress peer, String shown) throws IOException {
        disconnect();
        channel(TcpSocket.family(peer.getAddress())).connect(peer);
        state = SocketInfo.State.OPEN;
        remote = shown;
    }

    void disconnect() throws IOException {
        if (channel != null) {
            channel.disconnect();
        }
        remote = "";
    }

    /** Sends one datagram; 0 if there is no room for it now. */
    int send(ByteBuffer data, @Nullable InetSocketAddress to) throws IOException {
        if (to == null) {
            InetSocketAddress peer = peer();
            if (channel == null || peer == null) {
                return 0;
            } else if (data.hasRemaining()) {
                return channel.write(data);
            }
            // A channel that is connected sends nothing at all for an empty datagram
            channel.disconnect();
            try {
                return channel.send(data, peer);
            } finally {
                channel.connect(peer);
            }
        }
        DatagramChannel sending = channel(TcpSocket.family(to.getAddress()));
        int count = sending.send(data, to);
        state = SocketInfo.State.OPEN;
        if (!open && known.add(to) && known.size() > MOST_KNOWN) {
            known.remove(known.iterator().next());
        }
        return count;
    }

    /** Receives one datagram that is there; null if there is none. */
    @Nullable
    InetSocketAddress receive(ByteBuffer into) throws IOException {
        if (channel == null) {
            return null;
        }
        int start = into.position();
        InetSocketAddress peer = peer();
        InetSocketAddress from = internet(channel.receive(into));
        while (from != null && !isExpected(from, peer)) {
            into.position(start);
            from = internet(channel.receive(into));
        }
        return from;
    }

    private boolean isExpected(InetSocketAddress from, @Nullable InetSocketAddress peer) {
        return peer == null ? open || known.contains(from) : from.equals(peer);
    }

    boolean option(String name, long value) throws IOException {
        boolean known = options.set(name, value);
        if (channel != null) {
            options.apply(channel);
        }
        return known;
    }

    @Override
    @Nullable
    InetSocketAddress local() {
        try {
            return channel == null ? null : internet(channel.getLocalAddress());
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    @Nullable
    InetSocketAddress peer() {
        try {
            return channel == null ? null : internet(channel.getRemoteAddress());
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        vm.host().ports().remove(this);
        super.close();
    }
}
