// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;

/** A stream that fails when it has more than some bytes. Confined to one thread. */
public final class BoundedStream extends InputStream {
    private final InputStream in;
    private final long most;
    private long left;

    public BoundedStream(InputStream in, long most) {
        this.in = requireNonNull(in, "in");
        this.most = most;
        this.left = most;
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
        // One byte more than allowed tells a file that is just as long from a longer one
        int count = left < 0 ? 1 : in.read(target, offset, (int) Math.min(length, left + 1));
        left -= Math.max(count, 0);
        if (left < 0) {
            throw new TooLargeException(most);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
