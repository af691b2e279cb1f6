// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * What to verify, and what to do with what is wrong.
 *
 * @param refs what to verify; empty for everything
 * @param repair whether to fetch from a binary cache what is wrong
 * @param jobs how many threads hash, 1 or more
 * @param progress is told how many bytes have been hashed so far; called by one thread at a time
 */
public record VerifyOptions(Set<Ref.RRef> refs, boolean repair, int jobs, LongConsumer progress) {
    /**
     * Creates options.
     *
     * @param refs what to verify; empty for everything
     * @param repair whether to fetch from a binary cache what is wrong
     * @param jobs how many threads hash, 1 or more
     * @param progress is told how many bytes have been hashed so far; called by one thread at a time
     */
    public VerifyOptions {
        refs = Set.copyOf(refs);
        if (jobs < 1) {
            throw new IllegalArgumentException("jobs is " + jobs + "; it must be positive");
        }
        requireNonNull(progress, "progress");
    }

    /**
     * Verifies everything and repairs nothing.
     *
     * @return options with a thread for each processor
     */
    public static VerifyOptions all() {
        return new VerifyOptions(Set.of(), false, Runtime.getRuntime().availableProcessors(), bytes -> {});
    }

    /**
     * Verifies some objects.
     *
     * @param some what to verify
     * @return a copy
     */
    public VerifyOptions only(Collection<Ref.RRef> some) {
        return new VerifyOptions(Set.copyOf(some), repair, jobs, progress);
    }

    /**
     * Repairs what is wrong.
     *
     * @return a copy
     */
    public VerifyOptions repairing() {
        return new VerifyOptions(refs, true, jobs, progress);
    }

    /**
     * Tells somebody how far it is.
     *
     * @param listener is told how many bytes have been hashed so far
     * @return a copy
     */
    public VerifyOptions reportingTo(LongConsumer listener) {
        return new VerifyOptions(refs, repair, jobs, listener);
    }
}
