// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.verify;

import java.util.Optional;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.disk.Staging;

/** Where the right content of a damaged object may come from. */
@FunctionalInterface
public interface Repair {
    /** Nowhere. */
    Repair NONE = damaged -> Optional.empty();

    /**
     * Gets the content of an object. It is hashed and sealed by whoever asks.
     *
     * @return a staging folder with the content, to be closed by whoever asks; empty if nobody has it
     */
    Optional<Staging> restore(Entry damaged);
}
