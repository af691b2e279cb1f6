// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What comes over the link of a program; ends for good when the program is closed, although a process may still hold the other end. */
final class LinkInput extends InputStream {
    private final InputStream link;
    private int readers; // guarded by this
    private volatile boolean ended;

    LinkInput(InputStream link) {
        this.link = link;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        if (length == 0) {
            return 0;
        }
        count(1);
        try {
            int count = ended ? -1 : link.read(to, offset, length);
            return ended ? -1 : count;
        } catch (IOException e) {
            if (ended) {
                return -1;
            }
            throw e;
        } finally {
            count(-1);
        }
    }

    private synchronized void count(int more) {
        readers += more;
        notifyAll();
    }

    @Override
    public int available() throws IOException {
        try {
            return ended ? 0 : link.available();
        } catch (IOException e) {
            if (ended) {
                return 0;
            }
            throw e;
        }
    }

    /** Gives nothing any more. A reader that waits goes on waiting until something comes. */
    void end() {
        ended = true;
    }

    /** Waits, bounded, until nobody reads. Returns whether that is so. */
    synchronized boolean awaitReaders(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean interrupted = false;
        while (readers > 0 && System.nanoTime() < deadline) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return readers == 0;
    }
}
