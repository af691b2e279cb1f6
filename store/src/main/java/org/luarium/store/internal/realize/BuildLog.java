// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log of a build: a file that begins with the first byte, of which the first half of the limit and the last half are kept. Thread-safe. */
final class BuildLog extends OutputStream {
    private static final int LIMIT = 16 << 20;

    private final Path file;
    private final int limit;
    private @Nullable OutputStream out; // guarded by this
    private long written; // guarded by this
    private byte @Nullable [] tail; // guarded by this; the last bytes, once the head is full
    private int tailAt; // guarded by this
    private boolean closed; // guarded by this

    BuildLog(Path file) {
        this(file, LIMIT);
    }

    BuildLog(Path file, int limit) {
        this.file = file;
        this.limit = limit;
    }

    @Override
    public synchronized void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the build is over");
        }
        if (out == null) {
            out = Files.newOutputStream(file);
        }
        int head = (int) Math.min(length, Math.max(0, limit / 2 - written));
        out.write(bytes, offset, head);
        written += head;
        for (int i = offset + head; i < offset + length; i++) {
            if (tail == null) {
                tail = new byte[limit / 2];
            }
            tail[tailAt++ % tail.length] = bytes[i];
            if (tailAt == 2 * tail.length) {
                tailAt = tail.length;
            }
            written++;
        }
    }

    /** What realizers write to. They tend to close what they have written to, and then go on. */
    OutputStream unclosable() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                BuildLog.this.write(value);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                BuildLog.this.write(bytes, offset, length);
            }
        };
    }

    /** The file, if anything was written. */
    synchronized Optional<Path> file() {
        return out == null ? Optional.empty() : Optional.of(file);
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (out == null) {
            return;
        }
        try (OutputStream last = out) {
            byte[] ring = tail;
            if (ring != null) {
                boolean wrapped = tailAt > ring.length;
                long lost = written - limit / 2 - Math.min(tailAt, ring.length);
                if (lost > 0) {
                    last.write(("\n[" + lost + " bytes left out]\n").getBytes(StandardCharsets.UTF_8));
                }
                int start = wrapped ? tailAt % ring.length : 0;
                last.write(ring, start, (wrapped ? ring.length : Math.min(tailAt, ring.length)) - start);
                last.write(ring, 0, start);
                tail = null;
            }
        }
    }
}
