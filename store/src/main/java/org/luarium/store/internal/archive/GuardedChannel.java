// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Keeps the library from reading a folder of a zip that memory cannot hold, whatever number of entries the zip admits to. */
final class GuardedChannel implements SeekableByteChannel {
    /** Reads that finding the folder takes at most, as it is looked for backwards. */
    private static final long SEARCH = 70_000;

    private static final long BYTES_OF_ENTRY = 320;
    private static final long READS_OF_ENTRY = 6;

    private final SeekableByteChannel channel;
    private long bytes;
    private long reads;

    GuardedChannel(SeekableByteChannel channel, int entries) {
        this.channel = channel;
        this.bytes = (1L << 20) + BYTES_OF_ENTRY * entries;
        this.reads = SEARCH + READS_OF_ENTRY * entries;
    }

    /** The folder is read. */
    void open() {
        bytes = Long.MAX_VALUE;
        reads = Long.MAX_VALUE;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        if (buffer.hasRemaining() && (bytes <= 0 || reads <= 0)) {
            throw new Refusal("it lists more entries than the limits allow; raise them if you trust the archive");
        }
        int count = channel.read(buffer);
        bytes -= Math.max(count, 0);
        reads--;
        return count;
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        return channel.write(buffer);
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        channel.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        channel.truncate(size);
        return this;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
