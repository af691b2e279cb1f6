// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.journal;

/**
 * What is behind the last good record.
 *
 * @param tail nothing, or what
 * @param offset where the last good record ends
 */
public record JournalState(Tail tail, long offset) {
    /** What can be at the end of a journal. */
    public enum Tail {
        /** Nothing. */
        NONE,
        /** A record that is not complete: it is being written, or its writer died. The next append cuts it off. */
        TORN,
        /**
         * Damage with good records behind it, or more than can be looked through. Who sees it without the lock should look
         * again with the lock. It has to be made anew from the manifests.
         */
        CORRUPT
    }

    public boolean isCorrupt() {
        return tail == Tail.CORRUPT;
    }
}
