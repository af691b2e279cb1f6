// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a process ended.
 *
 * @param code the exit code, if it ended by itself
 * @param signal the signal, if one killed it
 * @param cpu processor time over its life, with the children that it waited for; zero if unknown
 * @param peakMemoryBytes the most memory that was resident, 0 if unknown
 */
public record ExitStatus(OptionalInt code, OptionalInt signal, Duration cpu, long peakMemoryBytes) {
    /** The status of a process that has ended, nobody knows how. */
    public static final ExitStatus UNKNOWN = new ExitStatus(OptionalInt.empty(), OptionalInt.empty(), Duration.ZERO, 0);

    /**
     * The status as a shell would give it.
     *
     * @return the exit code, 128 + signal, or -1 if neither is known
     */
    public int shellCode() {
        return signal.isPresent() ? 128 + signal.getAsInt() : code.orElse(-1);
    }

    @Override
    public String toString() {
        if (signal.isPresent()) {
            return "killed by signal " + signal.getAsInt();
        }
        return code.isPresent() ? "exit code " + code.getAsInt() : "an end that nobody saw";
    }
}
