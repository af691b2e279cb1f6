// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/** A pipe within one JVM, as bounded as that of a kernel. One thread at each end at a time. */
public final class MemoryPipe {
    private static final int SIZE = 64 << 10;

    private final byte[] ring = new byte[SIZE]; // guarded by this
    private int from; // guarded by this
    private int count; // guarded by this
    private boolean closed; // guarded by this

    /** The end to read from. */
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return take(bytes, offset, length);
            }

            @Override
            public int available() {
                synchronized (MemoryPipe.this) {
                    return count;
                }
            }

            @Override
            public void close() {
                end();
            }
        };
    }

    /** The end to write to. */
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                put(bytes, offset, length);
            }

            @Override
            public void close() {
                end();
            }
        };
    }

    private synchronized void end() {
        closed = true;
        notifyAll();
    }

    private synchronized int take(byte[] bytes, int offset, int length) {
        await(() -> count > 0 || closed);
        if (count == 0) {
            return -1;
        }
        int size = Math.min(length, Math.min(count, SIZE - from));
        System.arraycopy(ring, from, bytes, offset, size);
        from = (from + size) % SIZE;
        count -= size;
        notifyAll();
        return size;
    }

    private synchronized void put(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            await(() -> count < SIZE || closed);
            if (closed) {
                throw new IOException("the pipe is closed");
            }
            int to = (from + count) % SIZE;
            int size = Math.min(length - done, Math.min(SIZE - count, SIZE - to));
            System.arraycopy(bytes, offset + done, ring, to, size);
            done += size;
            count += size;
            notifyAll();
        }
    }

    /** Half a frame would break the link, so an interrupt has to wait; as with the pipes of the kernel. */
    private void await(BooleanSupplier condition) {
        boolean interrupted = false;
        while (!condition.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
