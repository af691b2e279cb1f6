// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.nio.ByteBuffer;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.ValueException;

/** What frames have of a buffer: a star, the number of the segment, whether the receiver may write, where the numbers begin in the file, how many bytes they take, and the view. */
final class Lent {
    private static final int LEAST = 32;

    private Lent() {}

    static byte[] write(long number, boolean writable, int header, long bytes, Layout layout) {
        ByteBuffer out = ByteBuffer.allocate(1 + 8 + 1 + 4 + 8 + layout.written());
        out.put((byte) '*')
                .putLong(number)
                .put((byte) (writable ? 1 : 0))
                .putInt(header)
                .putLong(bytes);
        layout.write(out);
        return out.array();
    }

    static boolean isBuffer(byte[] sent) {
        return sent.length > 0 && sent[0] == '*';
    }

    /** The number of a segment, also of one with an array; 0 if there is none. */
    static long number(byte[] sent) {
        return sent.length < 9 ? 0 : ByteBuffer.wrap(sent).getLong(1);
    }

    /** Begins to read, at the number. */
    static ByteBuffer begin(byte[] sent) {
        if (!isBuffer(sent) || sent.length < LEAST) {
            throw new ValueException("expected a shared buffer, but got another value", null);
        }
        return ByteBuffer.wrap(sent).position(1);
    }

    /** The view, behind the number; the fields in between are for the child only. */
    static Layout layout(ByteBuffer in, NumberType type, long numbers) {
        in.position(in.position() + 1 + 4 + 8);
        return Layout.read(in, type, numbers);
    }
}
