// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

/**
 * A step of a realization.
 *
 * @param kind what happened
 * @param dref to which derivation
 * @param finished how many derivations are done with
 * @param total how many there are
 * @param done how much of its work a realizer says it has done, or how many bytes were fetched; 0 otherwise
 * @param work how much there is in all, or -1 if unknown
 */
public record RealizeEvent(Kind kind, Ref.DRef dref, int finished, int total, long done, long work) {
    /** What happened. */
    public enum Kind {
        /** It is realized, nothing was to be done. */
        REUSED,
        /** An output of equal inputs was taken over. */
        ADOPTED,
        /** It was fetched from a binary cache. */
        SUBSTITUTED,
        /** Its realizer begins. */
        STARTED,
        /** Its realizer is farther than before. */
        PROGRESS,
        /** Its realizer has made what was asked. */
        BUILT,
        /** It would be built, were this no dry run. */
        WOULD_BUILD,
        /** Its realizer failed. */
        FAILED,
        /** Something that it depends on failed. */
        SKIPPED
    }

    /**
     * Creates an event.
     *
     * @param kind what happened
     * @param dref to which derivation
     * @param finished how many derivations are done with
     * @param total how many there are
     * @param done how much of its work a realizer says it has done, or how many bytes were fetched; 0 otherwise
     * @param work how much there is in all, or -1 if unknown
     */
    public RealizeEvent {
        requireNonNull(kind, "kind");
        requireNonNull(dref, "dref");
    }
}
