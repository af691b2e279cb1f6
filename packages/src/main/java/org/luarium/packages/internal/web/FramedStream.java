// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.regex.Pattern;

/** The body of an answer, which ends where the answer says; if the connection ends earlier, that is an error. Confined to one thread. */
final class FramedStream extends InputStream {
    private static final int LONGEST_LINE = 1024;
    private static final long TO_THE_END = Long.MAX_VALUE;
    private static final Pattern SIZE = Pattern.compile("[0-9a-fA-F]{1,15}");

    private final InputStream in;
    private final boolean chunked;
    private long left;
    private boolean first = true;

    FramedStream(InputStream in, Head head) throws IOException {
        this.in = in;
        chunked = head.isChunked();
        left = chunked ? 0 : head.length().orElse(TO_THE_END);
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
        if (chunked && left == 0) {
            left = nextChunk();
        }
        if (left <= 0) {
            return -1;
        }
        int count = in.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            if (left == TO_THE_END) {
                return -1;
            }
            throw new EOFException("the connection ended before the answer did");
        }
        if (left != TO_THE_END) {
            left -= count;
        }
        return count;
    }

    /** The size of the next chunk, or -1 after the last one, after which nothing is read. */
    private long nextChunk() throws IOException {
        Head.Lines lines = new Head.Lines(in, LONGEST_LINE);
        if (!first && !lines.next().isEmpty()) {
            throw new ProtocolException("a part of its answer is longer than announced");
        }
        first = false;
        String line = lines.next();
        int extension = line.indexOf(';');
        String size = (extension < 0 ? line : line.substring(0, extension)).strip();
        if (!SIZE.matcher(size).matches()) {
            throw new ProtocolException("it announces the length of a part that is no number");
        }
        long length = Long.parseLong(size, 16);
        return length == 0 ? -1 : length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
