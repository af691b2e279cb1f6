// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

/**
 * A step of an installation.
 *
 * @param kind what was done
 * @param subject with what: a rock or one of its sources, or the environment
 * @param finished how many of these steps are done
 * @param total of how many
 */
public record InstallEvent(Kind kind, String subject, int finished, int total) {
    /** What was done. */
    public enum Kind {
        /** It was found which rocks are needed; their number is the total. */
        RESOLVED,
        /** The files of a rock are there. */
        FETCHED,
        /** A rock or one of its sources is in the store, because it was built or was there. */
        BUILT,
        /** All modules can be loaded. */
        VERIFIED
    }

    /**
     * Creates an event.
     *
     * @param kind what was done
     * @param subject with what: a rock or one of its sources, or the environment
     * @param finished how many of these steps are done
     * @param total of how many
     */
    public InstallEvent {
        requireNonNull(kind, "kind");
        requireNonNull(subject, "subject");
    }
}
