// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A connection whose bytes are encrypted on their way. Used under the lock of the VM. */
final class TlsStream {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final TcpSocket socket;
    private final SocketChannel channel;
    private final SSLEngine engine;

    /** Ready to be read from: what has come, and what was decrypted of it. */
    private ByteBuffer incoming;

    private ByteBuffer plain;

    /** Ready to be read from: what has to go. */
    private ByteBuffer outgoing;

    private @Nullable CompletableFuture<Void> task;
    private boolean ended;

    TlsStream(TcpSocket socket, SocketChannel channel, SSLEngine engine) {
        this.socket = socket;
        this.channel = channel;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        incoming = ByteBuffer.allocate(packet).flip();
        outgoing = ByteBuffer.allocate(packet).flip();
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .flip();
    }

    String description() {
        return engine.getSession().getProtocol() + " " + engine.getSession().getCipherSuite();
    }

    boolean hasBuffered() {
        return plain.hasRemaining();
    }

    /** What the selector should look for, besides what is wanted. */
    int wanted() {
        return outgoing.hasRemaining() ? SelectionKey.OP_WRITE : 0;
    }

    /** Goes on with the handshake. Gives whether it is done; else something has to be waited for. */
    boolean handshake() throws IOException {
        if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING
                && engine.getSession().getProtocol().equals("NONE")) {
            engine.beginHandshake();
        }
        while (true) {
            if (!flush()) {
                socket.want(SelectionKey.OP_WRITE);
                return false;
            }
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    if (!work()) {
                        return false;
                    }
                }
                case NEED_WRAP -> wrap(NOTHING);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    int count = unwrap();
                    if (count < 0) {
                        throw new SSLException("the other end has closed the connection");
                    }
                    if (count == 0) {
                        socket.want(SelectionKey.OP_READ);
                        return false;
                    }
                }
                default -> {
                    return true;
                }
            }
        }
    }

    /** Certificates are checked elsewhere, as that takes long. Gives whether that is done. */
    private boolean work() {
        CompletableFuture<Void> running = task;
        if (running == null) {
            Runnable next = engine.getDelegatedTask();
            if (next == null) {
                return true;
            }
            CompletableFuture<Void> fresh = new CompletableFuture<>();
            task = fresh;
            VmSockets vm = socket.vm;
            vm.host()
                    .lookups()
                    .run(
                            () -> {
                                try {
                                    next.run();
                                } finally {
                                    fresh.complete(null);
                                    vm.attempt();
                                }
                            },
                            fresh);
            running = fresh;
        }
        if (!running.isDone()) {
            return false;
        }
        task = null;
        if (running.isCompletedExceptionally()) {
            throw new RejectedExecutionException("too many handshakes at a time; try again");
        }
        return true;
    }

    /** Sends what has to go; false if there is no room for all of it. */
    boolean flush() throws IOException {
        while (outgoing.hasRemaining()) {
            if (channel.write(outgoing) == 0) {
                return false;
            }
        }
        return true;
    }

    private int wrap(ByteBuffer from) throws IOException {
        outgoing.compact();
        try {
            SSLEngineResult result = engine.wrap(from, outgoing);
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                outgoing = larger(outgoing, engine.getSession().getPacketBufferSize());
            } else if (result.getStatus() == SSLEngineResult.Status.CLOSED && from.hasRemaining()) {
                throw new SSLException("the connection is closed");
            }
            return result.bytesConsumed();
        } finally {
            outgoing.flip();
        }
    }

    /** Decrypts what has come: 1 if it got on, 0 if more has to come, -1 at the end. */
    private int unwrap() throws IOException {
        plain.compact();
        try {
            SSLEngineResult result = engine.unwrap(incoming, plain);
            switch (result.getStatus()) {
                case OK -> {
                    return 1;
                }
                case CLOSED -> {
                    return -1;
                }
                case BUFFER_OVERFLOW -> {
                    plain = larger(plain, engine.getSession().getApplicationBufferSize());
                    return 1;
                }
                default -> {
                    // More has to come
                }
            }
        } finally {
            plain.flip();
        }
        incoming.compact();
        if (!incoming.hasRemaining()) {
            incoming = larger(incoming, engine.getSession().getPacketBufferSize());
        }
        int count;
        try {
            count = channel.read(incoming);
        } finally {
            incoming.flip();
        }
        return Integer.signum(count);
    }

    /** A buffer in the middle of being filled, with room for a packet more. */
    private static ByteBuffer larger(ByteBuffer buffer, int more) {
        return ByteBuffer.allocate(buffer.position() + more).put(buffer.flip());
    }

    /** As of a channel that does not block. */
    int read(ByteBuffer into) throws IOException {
        boolean unused = flush();
        while (!plain.hasRemaining()) {
            if (!isSettled()) {
                return 0;
            }
            int count = unwrap();
            if (count <= 0) {
                return count;
            }
        }
        int count = Math.min(plain.remaining(), into.remaining());
        into.put(plain.slice(plain.position(), count));
        plain.position(plain.position() + count);
        return count;
    }

    /** As of a channel that does not block; what was taken goes with the next call at the latest. */
    int write(ByteBuffer from) throws IOException {
        if (!flush() || !isSettled()) {
            return 0;
        }
        int count = 0;
        while (from.hasRemaining()) {
            int taken = wrap(from);
            count += taken;
            if (!flush() || taken == 0) {
                break;
            }
        }
        return count;
    }

    /** Whether nothing has to be agreed on first: the other end may want new keys at any time. */
    private boolean isSettled() throws IOException {
        SSLEngineResult.HandshakeStatus status = engine.getHandshakeStatus();
        boolean agreeing = status == SSLEngineResult.HandshakeStatus.NEED_TASK
                || (status == SSLEngineResult.HandshakeStatus.NEED_WRAP && !engine.isOutboundDone());
        return !agreeing || handshake();
    }

    /** Tells the other end that nothing follows, if there is room for that. */
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        engine.closeOutbound();
        try {
            while (!engine.isOutboundDone() && flush()) {
                wrap(NOTHING);
            }
            boolean unused = flush();
        } catch (IOException e) {
            // It is closed without that
            outgoing = NOTHING;
        }
    }
}
