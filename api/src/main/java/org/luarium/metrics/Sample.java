// SPDX-License-Identifier: Apache-2.0
package org.luarium.metrics;

import java.util.List;

/**
 * A value of a metric.
 *
 * @param labels the values of its labels, in the order of {@link Metric#labels()}; any text, as given by users
 * @param value seconds, bytes, or a number
 */
public record Sample(List<String> labels, double value) {
    /**
     * Copies the list.
     *
     * @param labels the values of its labels, in the order of {@link Metric#labels()}; any text, as given by users
     * @param value seconds, bytes, or a number
     */
    public Sample {
        labels = List.copyOf(labels);
    }
}
