// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

import java.util.Arrays;

/** Bytes that grow up to what their owner allows. Not thread-safe. */
public final class OutputBuffer {
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int size;

    public void append(byte[] source, int from, int count) {
        if (count == 0) {
            return;
        }
        if (bytes.length - size < count) {
            int least = Math.addExact(size, count);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(least, size * 2L)));
        }
        System.arraycopy(source, from, bytes, size, count);
        size += count;
    }

    public int size() {
        return size;
    }

    public byte[] take() {
        byte[] result = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        bytes = NOTHING;
        size = 0;
        return result;
    }
}
