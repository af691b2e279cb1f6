// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Bytes. */
enum BytesCodec implements Codec {
    ARRAY {
        @Override
        public void write(Output out, @Nullable Object value, References references) {
            if (value == null) {
                out.nil();
            } else {
                byte[] bytes = (byte[]) value;
                if (!Segmented.write(
                        out,
                        references,
                        Segmented.BYTES,
                        bytes.length,
                        (at, piece) -> piece.put(bytes, (int) at, piece.remaining()))) {
                    out.binary(bytes, 0, bytes.length);
                }
            }
        }

        @Override
        public @Nullable Object read(Input in, References references) {
            return in.nil() ? null : bytes(in, references);
        }
    },
    /** What is between position and limit, which stay as they are. */
    BUFFER {
        @Override
        public void write(Output out, @Nullable Object value, References references) {
            if (value == null) {
                out.nil();
                return;
            }
            ByteBuffer buffer = ((ByteBuffer) value).duplicate();
            if (Segmented.write(
                    out,
                    references,
                    Segmented.BYTES,
                    buffer.remaining(),
                    (at, piece) -> piece.put(buffer.slice((int) at + buffer.position(), piece.remaining())))) {
                return;
            }
            if (buffer.hasArray()) {
                out.binary(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
            } else {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                out.binary(bytes, 0, bytes.length);
            }
        }

        @Override
        public @Nullable Object read(Input in, References references) {
            return in.nil() ? null : ByteBuffer.wrap(bytes(in, references));
        }
    };

    private static byte[] bytes(Input in, References references) {
        return in.kind() == Input.Kind.TAGGED
                ? Segmented.readBytes(Scalars.rest(in, Tags.SEGMENT), in, references)
                : in.binary();
    }
}
