// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.util.Map;

/**
 * What came of a {@link Contest}.
 *
 * @param best the best median of each contender
 */
public record Medians(Map<String, Double> best) {
    public Medians {
        best = Map.copyOf(best);
    }

    public boolean has(String name) {
        return best.containsKey(name);
    }

    public double of(String name) {
        Double median = best.get(name);
        if (median == null) {
            throw new IllegalArgumentException("nobody measured " + name);
        }
        return median;
    }
}
