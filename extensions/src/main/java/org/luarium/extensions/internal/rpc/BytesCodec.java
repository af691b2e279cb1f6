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
                out.binary(bytes, 0, bytes.length);
            }
        }

        @Override
        public @Nullable Object read(Input in, References references) {
            return in.nil() ? null : in.binary();
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
            return in.nil() ? null : ByteBuffer.wrap(in.binary());
        }
    }
}
