// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import org.jspecify.annotations.Nullable;

/** How values of one declared type are sent. Thread-safe. */
interface Codec {
    /**
     * Writes a value.
     *
     * @throws org.luarium.extension.spi.ValueException if it is of no type that can be sent
     */
    void write(Output out, @Nullable Object value, References references);

    /**
     * Reads a value of the declared type, whatever was sent.
     *
     * @throws org.luarium.extension.spi.ValueException if something else was sent
     */
    @Nullable
    Object read(Input in, References references);

    /** What stands for a component that a record of another version does not have. */
    default @Nullable Object missing() {
        return null;
    }
}
