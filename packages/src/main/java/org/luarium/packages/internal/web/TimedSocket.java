// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket whose reads end when nothing comes, when the time for all is over, or when the reader is interrupted. A layer
 * of TLS above reads through the same stream, so that also a handshake that drips ends.
 */
final class TimedSocket extends Socket {
    private static final int STEP_MILLIS = 100;

    private final Patience patience;
    private final long end;

    TimedSocket(Patience patience, long end) {
        this.patience = patience;
        this.end = end;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new TimedStream(super.getInputStream());
    }

    private final class TimedStream extends FilterInputStream {
        TimedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            long idleEnd = System.nanoTime() + patience.idle().toNanos();
            while (true) {
                long now = System.nanoTime();
                if (end - now <= 0) {
                    throw new SocketTimeoutException("it took longer than " + patience.total());
                }
                if (idleEnd - now <= 0) {
                    throw new SocketTimeoutException("nothing came for " + patience.idle());
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("the wait was interrupted");
                }
                long left = Duration.ofNanos(Math.min(end, idleEnd) - now).toMillis();
                setSoTimeout((int) Math.max(1, Math.min(left, STEP_MILLIS)));
                try {
                    return in.read(target, offset, length);
                } catch (SocketTimeoutException e) {
                    // looks at the clock again
                }
            }
        }

        @Override
        public void close() throws IOException {
            TimedSocket.this.close();
        }
    }
}
