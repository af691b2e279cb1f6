// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value that may be missing. */
record OptionalCodec(Codec value) implements Codec {
    @Override
    public void write(Output out, @Nullable Object optional, References references) {
        if (optional instanceof Optional<?> present && present.isPresent()) {
            value.write(out, present.get(), references);
        } else {
            out.nil();
        }
    }

    @Override
    public Object read(Input in, References references) {
        return Optional.ofNullable(value.read(in, references));
    }

    @Override
    public Object missing() {
        return Optional.empty();
    }
}
