// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.curve;

import java.util.Optional;

/**
 * One measurement of a curve.
 *
 * @param plot the plot that it belongs to
 * @param series which line of the plot
 * @param x how many of what grows
 * @param y the figure, in the unit of the plot
 */
public record Point(String plot, String series, double x, double y) {
    private static final String MARK = "point";
    private static final int FIELDS = 5;

    /** The form in which a process hands it to another. */
    public String toLine() {
        return String.join("\t", MARK, plot, series, Double.toString(x), Double.toString(y));
    }

    /** Reads {@link #toLine()}; anything else is nothing. */
    public static Optional<Point> parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS || !fields[0].equals(MARK)) {
            return Optional.empty();
        }
        return Optional.of(
                new Point(fields[1], fields[2], Double.parseDouble(fields[3]), Double.parseDouble(fields[4])));
    }
}
