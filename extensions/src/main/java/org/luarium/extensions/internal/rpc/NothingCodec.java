// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import org.jspecify.annotations.Nullable;

/** The result of a method that has none. */
enum NothingCodec implements Codec {
    INSTANCE;

    @Override
    public void write(Output out, @Nullable Object value, References references) {
        out.nil();
    }

    @Override
    public @Nullable Object read(Input in, References references) {
        in.skip();
        return null;
    }
}
