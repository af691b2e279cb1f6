// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures several ways of doing the same, in turns.
 *
 * <p>The machine changes its speed while we measure: other tenants, clock rates, on which cores the scheduler puts both ends of a pipe. So
 * nothing is measured first and compared later. Each round gives one median of each contender, and the best of these medians counts.
 */
public final class Contest {
    private final Map<String, Contender> contenders = new LinkedHashMap<>();

    /** Gives the median of one block of measurements. */
    @FunctionalInterface
    public interface Contender {
        double block() throws Exception;
    }

    public Contest add(String name, Contender contender) {
        contenders.put(name, contender);
        return this;
    }

    /** Runs all rounds after one round to warm up. */
    public Medians run(int rounds) throws Exception {
        Map<String, List<Double>> medians = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<String, Contender> entry : contenders.entrySet()) {
                double median = entry.getValue().block();
                if (round > 0) {
                    medians.computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                            .add(median);
                }
            }
        }
        Map<String, Double> best = new LinkedHashMap<>();
        medians.forEach((name, all) -> best.put(
                name, all.stream().mapToDouble(Double::doubleValue).min().orElseThrow()));
        return new Medians(best);
    }
}
