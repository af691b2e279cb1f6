// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.log;

/** Bytes at positions that grow for ever, of which the last ones are kept. Grows up to its bound as it is used. Not thread-safe. */
final class Ring {
    private static final int SMALLEST = 4 << 10;

    private final int most;
    private byte[] bytes;

    Ring(int most) {
        this.most = most;
        bytes = new byte[Math.min(SMALLEST, most)];
    }

    /** Makes room for as many bytes as lie between the positions, which is at most the bound. */
    void reserve(long head, long tail, int wanted) {
        if (wanted <= bytes.length) {
            return;
        }
        int size = bytes.length;
        while (size < wanted) {
            size = (int) Math.min(most, 2L * size);
        }
        byte[] larger = new byte[size];
        byte[] old = bytes;
        for (long p = head; p < tail; ) {
            int from = (int) (p % old.length);
            int to = (int) (p % size);
            int count = (int) Math.min(tail - p, Math.min(old.length - from, size - to));
            System.arraycopy(old, from, larger, to, count);
            p += count;
        }
        bytes = larger;
    }

    void put(long position, byte[] source, int from, int count) {
        int at = (int) (position % bytes.length);
        int straight = Math.min(count, bytes.length - at);
        System.arraycopy(source, from, bytes, at, straight);
        System.arraycopy(source, from + straight, bytes, 0, count - straight);
    }

    byte[] get(long position, int count) {
        byte[] target = new byte[count];
        int at = (int) (position % bytes.length);
        int straight = Math.min(count, bytes.length - at);
        System.arraycopy(bytes, at, target, 0, straight);
        System.arraycopy(bytes, 0, target, straight, count - straight);
        return target;
    }

    int integer(long position) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | octet(position + i);
        }
        return value;
    }

    int octet(long position) {
        return bytes[(int) (position % bytes.length)] & 0xff;
    }
}
