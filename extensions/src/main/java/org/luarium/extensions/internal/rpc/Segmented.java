// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extension.spi.ValueException;

/** What frames have of values that lie in shared memory: a letter; for arrays the number of the segment and how many bytes there are, for buffers what {@link Segments} says. */
final class Segmented {
    static final char BYTES = 'b';
    static final char BUFFER = '*';
    private static final int ARRAY = 17;
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 16;

    private Segmented() {}

    /** Writes an array if it is large and memory is shared. */
    static boolean write(Output out, References references, char letter, long bytes, Segments.Part part) {
        if (bytes < Segments.LEAST) {
            return false;
        }
        long number = references.segments().put(bytes, part);
        if (number == 0) {
            return false;
        }
        out.segment(ByteBuffer.allocate(ARRAY)
                .put((byte) letter)
                .putLong(number)
                .putLong(bytes)
                .array());
        return true;
    }

    /** An array that lies in memory. */
    record Sent(char letter, long number, int bytes, Segments segments) {
        void read(Segments.Part part) {
            segments.take(number, bytes, part);
        }
    }

    /** Reads an array's place; it is known to be there. */
    static Sent read(byte[] sent, Input in, References references) {
        if (sent.length != ARRAY) {
            throw new ValueException("expected an array, but got another value in shared memory", null);
        }
        ByteBuffer fields = ByteBuffer.wrap(sent);
        char letter = (char) fields.get();
        long number = fields.getLong();
        long bytes = fields.getLong();
        if (bytes < 0 || bytes > LONGEST_ARRAY) {
            throw new ValueException("an array of " + bytes + " bytes is too large; use a SharedBuffer", null);
        }
        Segments segments = references.segments();
        segments.check(number, bytes);
        in.segment(sent);
        return new Sent(letter, number, (int) bytes, segments);
    }

    static byte[] readBytes(byte[] sent, Input in, References references) {
        Sent array = read(sent, in, references);
        if (array.letter() != BYTES) {
            throw new ValueException("expected bytes, but got an array of numbers", null);
        }
        byte[] bytes = new byte[array.bytes()];
        array.read((at, piece) -> piece.get(bytes, (int) at, piece.remaining()));
        return bytes;
    }

    /** A value of which nothing is declared. */
    static Object readAny(byte[] sent, Input in, References references) {
        char letter = sent.length == 0 ? 0 : (char) sent[0];
        return switch (letter) {
            case BUFFER -> references.segments().borrow(sent);
            case BYTES -> readBytes(sent, in, references);
            default -> NumberArrays.read(read(sent, in, references));
        };
    }

    static void writeBuffer(Output out, SharedBuffer buffer, References references) {
        out.segment(references.segments().lend(buffer));
    }

    /** The codec of what is declared as a buffer. */
    static final Codec BUFFERS = new Codec() {
        @Override
        public void write(Output out, @Nullable Object value, References references) {
            if (value == null) {
                out.nil();
            } else {
                writeBuffer(out, (SharedBuffer) value, references);
            }
        }

        @Override
        public @Nullable Object read(Input in, References references) {
            return in.nil() ? null : references.segments().borrow(Scalars.rest(in, Tags.SEGMENT));
        }
    };
}
