// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luarium.store.ArchiveException;

/** Finds the end of a tree in a stream, and makes nothing of it. Looks only at what it needs for that. */
final class TreeSkipper {
    private static final int BUFFER = 1 << 15;

    private final String source;
    private final DataInputStream in;
    private final TreeLimits limits;
    private final Progress progress;
    private final byte[] buffer = new byte[BUFFER];
    private long bytesLeft;

    TreeSkipper(String source, InputStream in, TreeLimits limits, Progress progress) {
        this.source = source;
        this.in = new DataInputStream(in);
        this.limits = limits;
        this.progress = progress;
        bytesLeft = limits.bytes();
    }

    void run() throws IOException {
        try {
            byte[] magic = new byte[TreeStream.MAGIC.length];
            in.readFully(magic);
            if (!Arrays.equals(magic, TreeStream.MAGIC)) {
                throw refuse("it does not begin like a tree", null);
            }
            int depth = 0;
            long entries = 0;
            do {
                progress.check();
                byte kind = in.readByte();
                if (kind == TreeStream.END && depth > 0) {
                    depth--;
                    continue;
                }
                entries++;
                skip(Integer.toUnsignedLong(in.readInt()), Names.MAX_NAME);
                switch (kind) {
                    case TreeEntry.FOLDER -> depth++;
                    case TreeEntry.LINK -> skip(Integer.toUnsignedLong(in.readInt()), Names.MAX_TARGET);
                    case TreeEntry.FILE, TreeEntry.EXECUTABLE -> {
                        long length = in.readLong();
                        skip(length, bytesLeft);
                        bytesLeft -= length;
                    }
                    default -> throw refuse("there is no kind of entry " + kind, null);
                }
                if (entries > limits.entries() || depth > limits.depth()) {
                    throw refuse("it has more entries, or deeper folders, than the limits allow", null);
                }
            } while (depth > 0);
        } catch (EOFException e) {
            throw refuse("it ends too early; get it again", e);
        }
    }

    private void skip(long length, long most) throws IOException {
        if (length < 0 || length > most) {
            throw refuse("it has a length of " + Long.toUnsignedString(length) + ", and the limit is " + most, null);
        }
        for (long left = length; left > 0; ) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException();
            }
            progress.add(count);
            left -= count;
        }
    }

    private ArchiveException refuse(String problem, @Nullable Exception cause) {
        return new ArchiveException(source, problem, cause);
    }
}
