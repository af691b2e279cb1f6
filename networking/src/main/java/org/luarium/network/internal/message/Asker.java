// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.concurrent.CompletableFuture;

/** Whoever waits for an answer. Thread-safe. */
interface Asker {
    /** Completed when it waits no longer, for whatever reason. */
    CompletableFuture<?> end();

    /** How large a frame it takes. */
    int frameBytes();

    /** Gives the answer; false if it waits no longer. */
    boolean answer(Parcel answer);

    /** There will be no answer, as the VM has ended. */
    void ended(String vm);
}
