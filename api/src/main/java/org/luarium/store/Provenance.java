// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

/**
 * How an object came into the store.
 *
 * @param origin in one word
 * @param source which cache, file or other realization; empty if it was built here
 * @param confinement what was enforced for the programs of its build, or why nothing was; empty if it ran none
 */
public record Provenance(Origin origin, String source, String confinement) {
    /** How an object came into the store, in one word. */
    public enum Origin {
        /** A realizer made it here. */
        BUILT,
        /** A build of equal content from equal inputs was there: its output was taken over without a new run. */
        ADOPTED,
        /** Somebody who stepped through a realization supplied it. */
        SUPPLIED,
        /** It was fetched from a binary cache. */
        SUBSTITUTED,
        /** It was imported from an exported closure. */
        IMPORTED,
        /** It was found in the folder, copied there by somebody else, and verified. */
        FOUND
    }

    /**
     * Creates a provenance.
     *
     * @param origin in one word
     * @param source which cache, file or other realization; empty if it was built here
     * @param confinement what was enforced for the programs of its build, or why nothing was; empty if it ran none
     */
    public Provenance {
        requireNonNull(origin, "origin");
        requireNonNull(source, "source");
        requireNonNull(confinement, "confinement");
    }
}
