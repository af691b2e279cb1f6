// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A file could not be fetched: the server cannot be reached, refuses, hangs, or sends something else than it announces. */
public final class FetchException extends StoreException {
    private static final long serialVersionUID = 1L;

    /** What was to be fetched. */
    private final URI source;

    /**
     * Creates the exception.
     *
     * @param source what was to be fetched
     * @param problem what happened, and what to do
     * @param cause what led to it, or {@code null}
     */
    public FetchException(URI source, String problem, @Nullable Throwable cause) {
        super("fetching " + source + " failed: " + problem, cause);
        this.source = source;
    }

    /**
     * What was to be fetched.
     *
     * @return its address
     */
    public URI source() {
        return source;
    }
}
