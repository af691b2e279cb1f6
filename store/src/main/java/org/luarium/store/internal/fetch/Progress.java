// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

/** Hears how far a file is fetched, on the thread that fetches it. */
@FunctionalInterface
public interface Progress {
    /** Somebody who does not want to know. */
    Progress NONE = (received, total) -> {};

    /**
     * Some more was received.
     *
     * @param received bytes that are there, also those of an earlier attempt; fewer than before after a restart
     * @param total bytes of the whole file, or -1 if the server does not say
     */
    void advanced(long received, long total);
}
