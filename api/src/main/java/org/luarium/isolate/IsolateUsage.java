// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a living process uses, without what other processes use that it has started.
 *
 * @param cpu processor time since it started; zero where it cannot be told, or the process has ended
 * @param residentBytes resident memory; zero where it cannot be told, or the process has ended
 */
public record IsolateUsage(Duration cpu, long residentBytes) {
    /** What a process uses that has ended. */
    public static final IsolateUsage NONE = new IsolateUsage(Duration.ZERO, 0);

    /**
     * Creates a snapshot.
     *
     * @param cpu processor time
     * @param residentBytes resident memory
     */
    public IsolateUsage {
        requireNonNull(cpu, "cpu");
    }
}
