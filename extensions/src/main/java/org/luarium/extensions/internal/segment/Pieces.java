// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.concurrent.ArrayBlockingQueue;
import org.luarium.extensions.internal.rpc.Segments;

/** Carries arrays to and from files, piece by piece. Thread-safe. */
final class Pieces {
    private static final int PIECE = 256 << 10;
    private static final int KEPT = 4;

    private final ArrayBlockingQueue<ByteBuffer> kept = new ArrayBlockingQueue<>(KEPT);

    private ByteBuffer take() {
        ByteBuffer piece = kept.poll();
        return piece == null ? ByteBuffer.allocateDirect(PIECE).order(ByteOrder.LITTLE_ENDIAN) : piece;
    }

    /** Writes all bytes of an array to where it goes. */
    void write(Segments.Part to, long bytes, Segments.Part part) {
        each(bytes, (at, piece) -> {
            part.at(at, piece.slice().order(ByteOrder.LITTLE_ENDIAN));
            to.at(at, piece);
        });
    }

    /** Reads all bytes of an array from where it is. */
    void read(Segments.Part from, long bytes, Segments.Part part) {
        each(bytes, (at, piece) -> {
            from.at(at, piece);
            part.at(at, piece.flip().slice().order(ByteOrder.LITTLE_ENDIAN));
        });
    }

    /** Writes zeros, so that there is memory behind all of a file. */
    void fill(FileChannel channel, long from, long bytes) throws IOException {
        ByteBuffer zeros = take().clear();
        zeros.put(new byte[PIECE]);
        for (long at = 0; at < bytes; ) {
            zeros.clear().limit((int) Math.min(PIECE, bytes - at));
            at += channel.write(zeros, from + at);
        }
        boolean unused = kept.offer(zeros);
    }

    private void each(long bytes, Segments.Part work) {
        ByteBuffer piece = take();
        for (long at = 0; at < bytes; ) {
            piece.clear().limit((int) Math.min(PIECE, bytes - at));
            int count = piece.remaining();
            work.at(at, piece);
            at += count;
        }
        boolean unused = kept.offer(piece);
    }
}
