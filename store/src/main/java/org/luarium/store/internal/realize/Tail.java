// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Passes output on and remembers the last of it. Written by one thread, read by another. */
final class Tail extends OutputStream {
    private final OutputStream out;
    private final int limit;
    private byte[] last = {}; // guarded by this

    Tail(OutputStream out, int limit) {
        this.out = out;
        this.limit = limit;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        synchronized (this) {
            byte[] all = Arrays.copyOf(last, last.length + length);
            System.arraycopy(bytes, offset, all, last.length, length);
            last = all.length <= limit ? all : Arrays.copyOfRange(all, all.length - limit, all.length);
        }
    }

    synchronized String text() {
        return new String(last, StandardCharsets.UTF_8);
    }
}
