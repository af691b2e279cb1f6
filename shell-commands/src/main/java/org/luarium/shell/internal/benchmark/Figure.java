// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.benchmark;

import java.util.OptionalDouble;

/**
 * One line of the measurement.
 *
 * @param work what was measured
 * @param unit {@code µs}, or {@code MB/s} where more is better
 * @param ours the figure of Luarium
 * @param floor the figure of the least that could do it, measured in turns with ours; empty if it cannot run here
 * @param against what the floor is
 */
public record Figure(String work, String unit, double ours, OptionalDouble floor, String against) {
    /** Ours divided by the floor. */
    public OptionalDouble ratio() {
        return floor.isPresent() ? OptionalDouble.of(ours / floor.getAsDouble()) : OptionalDouble.empty();
    }
}
