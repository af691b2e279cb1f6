// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A realizer failed. Nothing of what it wrote entered the store, except its log. */
public final class BuildFailedException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient Ref.DRef dref;
    private final transient @Nullable Path log;

    /**
     * Creates the exception.
     *
     * @param dref what was to be realized
     * @param problem what happened
     * @param log the log of the attempt, or {@code null} if there is none
     * @param cause what the realizer threw, or {@code null}
     */
    public BuildFailedException(Ref.DRef dref, String problem, @Nullable Path log, @Nullable Throwable cause) {
        super("realizing " + dref + " failed: " + problem + (log == null ? "" : "; its log is " + log), cause);
        this.dref = dref;
        this.log = log;
    }

    /**
     * What was to be realized.
     *
     * @return the derivation
     */
    public Ref.DRef dref() {
        return dref;
    }

    /**
     * The log of the attempt.
     *
     * @return a file of the store, kept until the next collection; empty if the attempt did not get that far
     */
    public Optional<Path> log() {
        return Optional.ofNullable(log);
    }
}
