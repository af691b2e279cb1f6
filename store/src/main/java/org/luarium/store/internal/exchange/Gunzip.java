// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Reads gzip, exactly as {@link CachePublisher} writes it: one member, nothing in its header. The reader of the JDK, which understands all of gzip, calls itself for every empty member,
 * and there may be millions.
 */
final class Gunzip extends InflaterInputStream {
    private static final int BUFFER = 1 << 16;
    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final byte[] MAGIC = {0x1f, (byte) 0x8b, 8, 0};

    private final CRC32 crc = new CRC32();
    private boolean ended;

    Gunzip(InputStream in) throws IOException {
        super(in, new Inflater(true), BUFFER);
        byte[] header = in.readNBytes(HEADER);
        if (header.length < HEADER || !Arrays.equals(MAGIC, Arrays.copyOf(header, MAGIC.length))) {
            inf.end();
            throw new ZipException("it is no gzip file, or has more in its header than it should");
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int count = super.read(target, offset, length);
        if (count >= 0) {
            crc.update(target, offset, count);
        } else {
            ended = true;
            checkTrailer();
        }
        return count;
    }

    private void checkTrailer() throws IOException {
        int remaining = inf.getRemaining();
        byte[] trailer = Arrays.copyOf(Arrays.copyOfRange(buf, len - remaining, len), TRAILER);
        if (remaining < TRAILER) {
            byte[] rest = in.readNBytes(TRAILER - remaining);
            if (rest.length < TRAILER - remaining) {
                throw new EOFException("it ends too early");
            }
            System.arraycopy(rest, 0, trailer, remaining, rest.length);
        }
        if (number(trailer, 0) != crc.getValue() || number(trailer, 4) != (inf.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new ZipException("it is damaged: its check sum is wrong");
        }
    }

    private static long number(byte[] bytes, int offset) {
        long number = 0;
        for (int i = 3; i >= 0; i--) {
            number = number << 8 | (bytes[offset + i] & 0xFF);
        }
        return number;
    }

    @Override
    public void close() throws IOException {
        inf.end();
        super.close();
    }
}
