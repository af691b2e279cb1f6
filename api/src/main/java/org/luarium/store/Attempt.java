// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A run of a realizer that failed.
 *
 * @param dref what was to be realized
 * @param started when it began
 * @param ended when it ended
 * @param problem what happened
 * @param log what it wrote to its log, if that is still there
 */
public record Attempt(Ref.DRef dref, Instant started, Instant ended, String problem, Optional<Path> log) {
    /**
     * Creates a description.
     *
     * @param dref what was to be realized
     * @param started when it began
     * @param ended when it ended
     * @param problem what happened
     * @param log what it wrote to its log, if that is still there
     */
    public Attempt {
        requireNonNull(dref, "dref");
        requireNonNull(started, "started");
        requireNonNull(ended, "ended");
        requireNonNull(problem, "problem");
        requireNonNull(log, "log");
    }
}
