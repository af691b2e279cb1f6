// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes frames in the order of their arrival. Who comes while another writes leaves its frame with that one, so that many small frames are one system call. Thread-safe.
 */
final class Sender {
    /** Bytes that wait for whoever writes; more have to wait outside. */
    private static final int MOST_WAITING = 4 << 20;

    private static final int KEPT = 256 << 10;
    /** How often somebody writes what others have left; then it has to see to its own call. */
    private static final int MOST_FOR_OTHERS = 16;

    private final OutputStream out;
    private final long patienceNanos;
    private final Executor relief;
    private final Consumer<IOException> failed;
    private final Object lock = new Object();
    private byte[] waiting = new byte[8 << 10]; // guarded by lock
    private int count; // guarded by lock
    private byte[] spare = new byte[8 << 10]; // of whoever writes
    private boolean writing; // guarded by lock
    private boolean closed; // guarded by lock
    private volatile long writingSince;

    /**
     * Creates it.
     *
     * @param patienceNanos how long the other side may not read
     * @param relief goes on writing where others leave so much that a caller would write for ever
     * @param failed hears that it could not
     */
    Sender(OutputStream out, long patienceNanos, Executor relief, Consumer<IOException> failed) {
        this.out = out;
        this.patienceNanos = patienceNanos;
        this.relief = relief;
        this.failed = failed;
    }

    /** Sends a frame: it is written, or left with whoever writes. */
    void send(byte[] bytes, int size) throws IOException {
        synchronized (lock) {
            if (writing) {
                awaitRoom(size);
            }
            if (closed) {
                throw new IOException("the link is closed");
            }
            if (writing) {
                append(bytes, size);
                return;
            }
            writing = true;
            writingSince = System.nanoTime();
        }
        boolean done = false;
        try {
            out.write(bytes, 0, size);
            done = true;
        } finally {
            if (!done) {
                stop();
            }
        }
        if (!writeWaiting(MOST_FOR_OTHERS)) {
            try {
                relief.execute(this::writeAllWaiting);
            } catch (RejectedExecutionException e) {
                // The link is closed.
                stop();
            }
        }
    }

    private void writeAllWaiting() {
        try {
            boolean unused = writeWaiting(Integer.MAX_VALUE);
        } catch (IOException e) {
            failed.accept(e);
        }
    }

    /** Writes what others have left. Returns whether nothing is left. */
    private boolean writeWaiting(int most) throws IOException {
        boolean done = false;
        try {
            for (int i = 0; i < most; i++) {
                byte[] now;
                int size;
                synchronized (lock) {
                    if (count == 0 || closed) {
                        stop();
                        done = true;
                        return true;
                    }
                    now = waiting;
                    size = count;
                    waiting = spare.length > KEPT ? new byte[8 << 10] : spare;
                    spare = now;
                    count = 0;
                    writingSince = System.nanoTime();
                    lock.notifyAll();
                }
                out.write(now, 0, size);
            }
            done = true;
            return false;
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
            while (writing && !closed && count > 0 && count + (long) size > MOST_WAITING) {
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

    /** Nothing more will be written; who waits to do so is told. Does not close the stream. */
    void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
    }
}
