// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A few buffers outside of the heap, where the JDK needs no copy. Thread-safe. */
final class Buffers {
    static final int SIZE = 256 << 10;
    private static final int KEPT = 8;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

    /** An empty one, given back with {@link #give}. */
    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer == null ? ByteBuffer.allocateDirect(SIZE) : buffer.clear();
    }

    void give(ByteBuffer buffer) {
        boolean unused = free.offer(buffer);
    }
}
