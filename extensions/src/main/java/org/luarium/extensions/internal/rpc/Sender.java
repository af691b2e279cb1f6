// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Writes frames in the order of their arrival. Who comes while another writes leaves its frame with that one, so that many small frames are one system call. Thread-safe.
 */
final class Sender {
    /** Bytes that wait for whoever writes; more have to wait outside. */
    private static final int MOST_WAITING = 4 << 20;

    private static final int KEPT = 256 << 10;

    private final OutputStream out;
    private final long patienceNanos;
    private final Object lock = new Object();
    private byte[] waiting = new byte[8 << 10]; // guarded by lock
    private int count; // guarded by lock
    private byte[] spare = new byte[8 << 10]; // of whoever writes
    private boolean writing; // guarded by lock
    private volatile long writingSince;

    Sender(OutputStream out, long patienceNanos) {
        this.out = out;
        this.patienceNanos = patienceNanos;
    }

    void send(byte[] bytes, int size) throws IOException {
        synchronized (lock) {
            if (writing) {
                awaitRoom(size);
            }
            if (writing) {
                append(bytes, size);
                return;
            }
            writing = true;
        }
        writingSince = System.nanoTime();
        boolean done = false;
        try {
            out.write(bytes, 0, size);
            done = true;
            writeWaiting();
        } finally {
            if (!done) {
                stop();
            }
        }
    }

    private void writeWaiting() throws IOException {
        boolean done = false;
        try {
            while (true) {
                byte[] now;
                int size;
                synchronized (lock) {
                    if (count == 0) {
                        writing = false;
                        lock.notifyAll();
                        done = true;
                        return;
                    }
                    now = waiting;
                    size = count;
                    waiting = spare.length > KEPT ? new byte[8 << 10] : spare;
                    spare = now;
                    count = 0;
                    lock.notifyAll();
                }
                writingSince = System.nanoTime();
                out.write(now, 0, size);
            }
        } finally {
            if (!done) {
                stop();
            }
        }
    }

    private void stop() {
        synchronized (lock) {
            writing = false;
            count = 0;
            lock.notifyAll();
        }
    }

    private void awaitRoom(int size) throws IOException {
        long until = System.nanoTime() + patienceNanos;
        boolean interrupted = false;
        try {
            while (writing && count > 0 && count + (long) size > MOST_WAITING) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    throw new IOException("the other side does not read what it is sent");
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, Math.max(left, 1_000_000));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void append(byte[] bytes, int size) {
        if (waiting.length - count < size) {
            waiting = Arrays.copyOf(waiting, Math.max(count + size, 2 * waiting.length));
        }
        System.arraycopy(bytes, 0, waiting, count, size);
        count += size;
    }

    boolean isWriting() {
        synchronized (lock) {
            return writing;
        }
    }

    /** Whether somebody waits in vain for the other side to read. */
    boolean isStuck(long now) {
        return isWriting() && now - writingSince > patienceNanos;
    }

    /** Nothing more will be written. */
    void close() throws IOException {
        out.close();
    }
}
