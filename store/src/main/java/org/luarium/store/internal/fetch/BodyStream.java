// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The body of an answer as a stream. Confined to one thread. Whoever drips is taken for somebody who hangs. */
final class BodyStream extends InputStream {
    private static final long FEWEST = 16 << 10;

    private final Body body;
    private final URI source;
    private final Watch watch;
    private final long idle;
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private long waited;
    private long received;
    private boolean ended;

    BodyStream(Body body, URI source, Watch watch, Duration idle) {
        this.body = body;
        this.source = source;
        this.watch = watch;
        this.idle = idle.toNanos();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            ByteBuffer next = buffers.peek();
            if (next != null && next.hasRemaining()) {
                int count = Math.min(length, next.remaining());
                next.get(target, offset, count);
                return count;
            }
            buffers.poll();
            if (next == null && !more()) {
                return -1;
            }
        }
    }

    private boolean more() throws IOException {
        watch.heard(); // what the reader did meanwhile does not count
        while (!ended) {
            watch.checkIdle("data");
            Body.Piece piece = next();
            if (piece == null) {
                continue;
            }
            if (!piece.isEnd()) {
                piece.bytes().forEach(bytes -> received += bytes.remaining());
                buffers.addAll(piece.bytes());
                checkSpeed();
                return true;
            }
            ended = true;
            Throwable failure = piece.failure();
            if (failure != null) {
                throw new IOException("the connection broke: " + failure, failure);
            }
        }
        return false;
    }

    private Body.@Nullable Piece next() {
        long begun = System.nanoTime();
        try {
            return body.next();
        } catch (InterruptedException e) {
            throw Exchange.interrupted(source);
        } finally {
            waited += System.nanoTime() - begun;
        }
    }

    private void checkSpeed() {
        if (waited > idle) {
            if (received < FEWEST) {
                throw Problems.error(source, "the server sends too slowly; try again later", null);
            }
            waited = 0;
            received = 0;
        }
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            body.abandon();
        }
    }
}
