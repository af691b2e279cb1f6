// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.luarium.network.SocketInfo;

/** A connection, what becomes one, or what accepts them. */
final class TcpSocket extends HostSocket {
    private static final int BACKLOG = 128;

    private final Options options = new Options();
    private @Nullable SocketChannel stream;
    private @Nullable ServerSocketChannel server;
    private @Nullable TlsStream tls;

    /** Why no connection came of the one that was begun. */
    private @Nullable String failure;

    /** Where it was bound, and has to be again if it connects. */
    private @Nullable InetSocketAddress bound;

    TcpSocket(VmSockets vm, long number) {
        super(vm, number);
    }

    @Override
    SocketInfo.Kind kind() {
        if (state == SocketInfo.State.LISTENING) {
            return SocketInfo.Kind.LISTENER;
        }
        return tls == null ? SocketInfo.Kind.TCP : SocketInfo.Kind.TLS;
    }

    static ProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    // A server

    /** Takes an address. Nobody is accepted before {@link #listen}. */
    void bind(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(family(address.getAddress()));
        try {
            options.apply(channel);
            channel.bind(address, BACKLOG);
            attach(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        server = channel;
        bound = internet(channel.getLocalAddress());
    }

    boolean isBound() {
        return server != null;
    }

    void listen() {
        state = SocketInfo.State.LISTENING;
        InetSocketAddress address = local();
        if (address != null) {
            vm.host().ports().add(this, address);
        }
    }

    /** A connection that waits for it, or null. */
    @Nullable
    SocketChannel accept() throws IOException {
        return server == null ? null : server.accept();
    }

    void accepted(SocketChannel channel) throws IOException {
        attach(channel);
        stream = channel;
        state = SocketInfo.State.OPEN;
        InetSocketAddress other = peer();
        remote = other == null ? "" : text(other);
    }

    // A client

    /** Begins to connect to an address that was checked. Gives whether it is connected already. */
    boolean connect(InetSocketAddress address, String shown) throws IOException {
        detach();
        server = null;
        stream = null;
        failure = null;
        SocketChannel channel = SocketChannel.open(family(address.getAddress()));
        try {
            options.apply(channel);
            if (bound != null) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(bound);
            }
            attach(channel);
            stream = channel;
            state = SocketInfo.State.CONNECTING;
            remote = shown;
            return channel.connect(address) && opened();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether the connection that was begun is there now. */
    boolean finishConnect() throws IOException {
        if (state != SocketInfo.State.CONNECTING) {
            return true;
        }
        if (failure != null) {
            throw new IOException(failure);
        }
        try {
            if (stream == null || !stream.finishConnect()) {
                want(SelectionKey.OP_CONNECT);
                return false;
            }
        } catch (IOException e) {
            failure = Answers.words(e);
            throw e;
        }
        return opened();
    }

    private boolean opened() {
        state = SocketInfo.State.OPEN;
        doNotWant(SelectionKey.OP_CONNECT);
        return true;
    }

    /** No connection came of it; it may be tried again. */
    void failed() throws IOException {
        detach();
        stream = null;
        state = SocketInfo.State.NEW;
        remote = "";
    }

    // A connection

    boolean isConnected() {
        return stream != null && (state == SocketInfo.State.OPEN || state == SocketInfo.State.HALF_CLOSED);
    }

    boolean isSecure() {
        return tls != null;
    }

    void secure(TlsStream over) {
        tls = over;
    }

    @Nullable
    TlsStream tls() {
        return tls;
    }

    @Nullable
    SocketChannel stream() {
        return stream;
    }

    /** Reads what is there: nothing, or -1 at the end, which is said once and again. */
    int read(ByteBuffer into) throws IOException {
        if (stream == null) {
            return -1;
        }
        int count = tls == null ? stream.read(into) : tls.read(into);
        if (count < 0) {
            state = SocketInfo.State.HALF_CLOSED;
        }
        return count;
    }

    int write(ByteBuffer from) throws IOException {
        if (stream == null) {
            return 0;
        }
        return tls == null ? stream.write(from) : tls.write(from);
    }

    /** Whether all that was written has gone to the network. */
    boolean isFlushed() throws IOException {
        return tls == null || tls.flush();
    }

    /** Has the selector say when reading or writing is worth it. */
    void await(int operations) {
        want(tls == null ? operations : operations | tls.wanted());
    }

    /** Ends one direction. */
    void shutdown(boolean sending) throws IOException {
        if (stream == null) {
            return;
        }
        if (sending) {
            if (tls != null) {
                tls.end();
            }
            stream.shutdownOutput();
        } else {
            stream.shutdownInput();
        }
    }

    @Override
    boolean hasBuffered() {
        return tls != null && tls.hasBuffered();
    }

    boolean option(String name, long value) throws IOException {
        boolean known = options.set(name, value);
        if (stream != null) {
            options.apply(stream);
        } else if (server != null) {
            options.apply(server);
        }
        return known;
    }

    @Override
    @Nullable
    InetSocketAddress local() {
        try {
            if (server != null) {
                return internet(server.getLocalAddress());
            }
            return stream == null ? bound : internet(stream.getLocalAddress());
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    @Nullable
    InetSocketAddress peer() {
        try {
            return stream == null || !finishConnect() ? null : internet(stream.getRemoteAddress());
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        if (state == SocketInfo.State.LISTENING) {
            vm.host().ports().remove(this);
        }
        if (tls != null) {
            tls.end();
        }
        super.close();
    }
}
