// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Objects that stay where they are: what is declared as an interface is lent, and called back. */
final class ReferenceCodec implements Codec {
    private final Type type;
    private final Codecs codecs;

    ReferenceCodec(Type type, Codecs codecs) {
        this.type = type;
        this.codecs = codecs;
    }

    @Override
    public void write(Output out, @Nullable Object value, References references) {
        if (value == null) {
            out.nil();
        } else {
            references.write(out, value, codecs.remoteInterface(type));
        }
    }

    @Override
    public @Nullable Object read(Input in, References references) {
        if (in.nil()) {
            return null;
        }
        int[] length = new int[1];
        int tag = in.tag(length);
        return references.read(in, tag, in.number(length[0]), codecs.remoteInterface(type));
    }
}
