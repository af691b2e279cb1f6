// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/** Shared bytes as the child has them: the memory itself. It trusts the host, which alone could cut the file off. */
final class MappedMemory implements Memory {
    private final long bytes;
    private final Maps maps;
    private volatile boolean closed;

    MappedMemory(Path file, boolean writable, long from, long bytes) throws IOException {
        this.bytes = bytes;
        try (FileChannel channel = FileChannel.open(
                file,
                writable
                        ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
                        : Set.of(StandardOpenOption.READ))) {
            maps = Maps.of(channel, writable, from, bytes);
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }

    private ByteBuffer part(long at) {
        if (closed) {
            throw new IllegalStateException("the shared buffer was closed");
        }
        ByteBuffer part = maps.parts.get((int) (at >>> Maps.PART_SHIFT)).duplicate();
        return part.position((int) (at & ((1L << Maps.PART_SHIFT) - 1)));
    }

    @Override
    public void read(long from, ByteBuffer into) {
        long at = from;
        while (into.hasRemaining()) {
            ByteBuffer part = part(at);
            int count = Math.min(part.remaining(), into.remaining());
            part.limit(part.position() + count);
            into.put(part);
            at += count;
        }
    }

    @Override
    public void write(long to, ByteBuffer from) {
        long at = to;
        int end = from.limit();
        try {
            while (from.position() < end) {
                ByteBuffer part = part(at);
                int count = Math.min(part.remaining(), end - from.position());
                from.limit(from.position() + count);
                part.put(from);
                at += count;
            }
        } finally {
            from.limit(end);
        }
    }

    @Override
    public List<ByteBuffer> parts(boolean writable) {
        return maps.parts.stream()
                .map(part -> (writable ? part.duplicate() : part.asReadOnlyBuffer()).order(ByteOrder.LITTLE_ENDIAN))
                .toList();
    }

    @Override
    public void close() {
        closed = true;
        boolean unused = maps.close();
    }
}
