// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.curve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.benchmarks.measure.Unit;

/**
 * What a curve looks like.
 *
 * @param name the name of its file, without an ending
 * @param title what was measured
 * @param x what grows
 * @param unit what the figures count
 */
public record Plot(String name, String title, String x, Unit unit) {
    /** Its lines: the points of each series in the order of what grows. */
    Map<String, SortedMap<Double, Double>> series(List<Point> points) {
        Map<String, SortedMap<Double, Double>> series = new LinkedHashMap<>();
        for (Point point : points) {
            if (point.plot().equals(name)) {
                series.computeIfAbsent(point.series(), key -> new TreeMap<>()).put(point.x(), point.y());
            }
        }
        return series;
    }

    /** A table with a line for each number of what grows. */
    public String markdown(List<Point> points, String folder) {
        Map<String, SortedMap<Double, Double>> series = series(points);
        TreeMap<Double, List<String>> lines = new TreeMap<>();
        series.values().forEach(line -> line.keySet().forEach(at -> lines.put(at, new ArrayList<>())));
        lines.forEach((at, cells) -> series.values().forEach(line -> {
            Double value = line.get(at);
            cells.add(value == null ? "-" : unit.show(value));
        }));
        StringBuilder text = new StringBuilder("### " + title + "\n\n![" + title + "](" + folder + "/" + name
                + ".svg)\n\n| " + x + " | " + String.join(" | ", series.keySet()) + " |\n|"
                + "---|".repeat(series.size() + 1) + "\n");
        lines.forEach((at, cells) -> text.append("| ")
                .append(String.format(Locale.ROOT, "%,.0f", at))
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n"));
        return text.append('\n').toString();
    }
}
