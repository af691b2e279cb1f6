// SPDX-License-Identifier: Apache-2.0
package org.luarium.metrics;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Something that is measured, with what it is now.
 *
 * @param area what it belongs to, such as {@code vms}
 * @param name its name, such as {@code luarium_vm_scripts_total}; letters, digits and underscores
 * @param kind how its values move
 * @param help one line about it
 * @param labels the names of the labels of its samples, in order; empty if it has one sample without labels
 * @param samples its values, at most {@link Metrics#MOST_SAMPLES}
 */
public record Metric(String area, String name, Kind kind, String help, List<String> labels, List<Sample> samples) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /** How values move. */
    public enum Kind {
        /** From 0 upwards, for as long as the thing exists. */
        COUNTER,
        /** Up and down. */
        GAUGE
    }

    /**
     * Creates a metric.
     *
     * @param area what it belongs to, such as {@code vms}
     * @param name its name, such as {@code luarium_vm_scripts_total}; letters, digits and underscores
     * @param kind how its values move
     * @param help one line about it
     * @param labels the names of the labels of its samples, in order; empty if it has one sample without labels
     * @param samples its values, at most {@link Metrics#MOST_SAMPLES}
     * @throws IllegalArgumentException if a name is not allowed, or a sample has other labels
     */
    public Metric {
        requireNonNull(area, "area");
        requireNonNull(kind, "kind");
        requireNonNull(help, "help");
        labels = List.copyOf(labels);
        samples = List.copyOf(samples);
        if (!NAME.matcher(name).matches()
                || !labels.stream().allMatch(label -> NAME.matcher(label).matches())) {
            throw new IllegalArgumentException(
                    "metric " + name + " with labels " + labels + "; names are of lower-case letters, digits and _");
        }
        for (Sample sample : samples) {
            if (sample.labels().size() != labels.size()) {
                throw new IllegalArgumentException(
                        "metric " + name + " has labels " + labels + ", but a sample " + sample.labels());
            }
        }
    }
}
