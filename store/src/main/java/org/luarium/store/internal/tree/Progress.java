// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * How long work is followed and stopped. Both are called by all threads that take part, at least once per 64 KiB.
 *
 * @param bytes told how many more bytes were read
 * @param cancelled asked whether to stop; the work then ends with a {@link CancellationException}
 */
public record Progress(LongConsumer bytes, BooleanSupplier cancelled) {
    /** For work that nobody follows or stops. */
    public static final Progress NONE = new Progress(bytes -> {}, () -> false);

    void check() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("cancelled");
        }
    }

    void add(long count) {
        bytes.accept(count);
        check();
    }
}
