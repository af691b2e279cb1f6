// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Stands below a decoder of the library, which reads headers of any length into memory, and below a decompressor, which
 * reads on for as long as nothing comes out. Each step of theirs is allowed a number of bytes only.
 */
final class Guard extends InputStream {
    static final long HEADERS = 1L << 20;
    /** Far more than a decompressor needs for one buffer. */
    private static final long FRUITLESS = 4L << 20;

    private final InputStream in;
    private final @Nullable Guard below;
    private long position;
    private long allowed = Long.MAX_VALUE;
    private boolean watching;
    private long zeros;
    private long mostZeros;

    Guard(InputStream in, @Nullable Guard below) {
        this.in = in;
        this.below = below;
    }

    long position() {
        return position;
    }

    /** From here on, headers are read. */
    void headers() {
        allowed = position + HEADERS;
        watching = true;
        zeros = 0;
        mostZeros = 0;
    }

    /** From here on, content is read. */
    void content() {
        allowed = Long.MAX_VALUE;
        watching = false;
    }

    /** How many zeros in a row were among the headers. */
    long zeros() {
        return mostZeros;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position >= allowed) {
            throw new Refusal("its headers do not end; do not trust this archive");
        }
        Guard source = below;
        if (source != null) {
            source.allowed = source.position + FRUITLESS;
        }
        int count;
        try {
            count = in.read(buffer, offset, (int) Math.min(length, allowed - position));
        } catch (RuntimeException e) {
            throw new IOException("unreadable", e);
        }
        if (count > 0) {
            position += count;
            if (watching) {
                watch(buffer, offset, count);
            }
        }
        return count;
    }

    private void watch(byte[] buffer, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            zeros = buffer[i] == 0 ? zeros + 1 : 0;
            mostZeros = Math.max(mostZeros, zeros);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
