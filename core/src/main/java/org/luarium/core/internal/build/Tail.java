// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.build;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The last bytes of an output of any length. Not thread-safe. */
final class Tail {
    private static final int FIRST = 4096;
    private static final int CONTINUATION_MASK = 0xC0;
    private static final int CONTINUATION = 0x80;
    private static final int LONGEST_CHARACTER = 4;

    private final int most;
    private byte[] kept;
    private long total;

    Tail(int most) {
        this.most = most;
        kept = new byte[Math.min(most, FIRST)];
    }

    void add(byte[] bytes) {
        int from = Math.max(0, bytes.length - most);
        total += from;
        for (int at = from; at < bytes.length; ) {
            grow(bytes.length - at);
            int place = kept.length == 0 ? 0 : (int) (total % kept.length);
            int count = Math.min(bytes.length - at, kept.length - place);
            System.arraycopy(bytes, at, kept, place, count);
            at += count;
            total += count;
        }
    }

    /** While it has never been full, it can become larger. */
    private void grow(int more) {
        if (kept.length < most && total + more > kept.length) {
            kept = Arrays.copyOf(kept, (int) Math.min(most, Math.max(total + more, kept.length * 2L)));
        }
    }

    long total() {
        return total;
    }

    /** What is kept, without the rest of a character whose beginning is not. */
    String text() {
        if (total <= kept.length) {
            return new String(kept, 0, (int) total, StandardCharsets.UTF_8);
        }
        if (kept.length == 0) {
            return "";
        }
        int first = (int) (total % kept.length);
        byte[] all = new byte[kept.length];
        System.arraycopy(kept, first, all, 0, kept.length - first);
        System.arraycopy(kept, 0, all, kept.length - first, first);
        int begin = 0;
        while (begin < Math.min(LONGEST_CHARACTER, all.length) && (all[begin] & CONTINUATION_MASK) == CONTINUATION) {
            begin++;
        }
        return new String(all, begin, all.length - begin, StandardCharsets.UTF_8);
    }
}
