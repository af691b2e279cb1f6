// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.util.Arrays;

/** The last bytes of an output that nobody took yet. Thread-safe. */
final class KeptOutput {
    private static final int FIRST = 1024;

    private final int most;
    private byte[] bytes = new byte[FIRST]; // guarded by this, as what follows
    private int size;
    private long lost;

    KeptOutput(int most) {
        this.most = most;
    }

    synchronized void add(byte[] more) {
        int added = Math.min(more.length, most);
        int excess = Math.max(0, size + added - most);
        if (size - excess + added > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(size - excess + added, bytes.length * 2)));
        }
        System.arraycopy(bytes, excess, bytes, 0, size - excess);
        System.arraycopy(more, more.length - added, bytes, size - excess, added);
        size += added - excess;
        lost += excess + more.length - added;
    }

    synchronized byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, size);
        size = 0;
        return taken;
    }

    synchronized long lost() {
        return lost;
    }
}
