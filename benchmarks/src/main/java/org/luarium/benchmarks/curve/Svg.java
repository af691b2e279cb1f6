// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.curve;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** Draws a plot, both axes logarithmic, in colours that suit a light and a dark page. */
public final class Svg {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 84;
    private static final int RIGHT = 20;
    private static final int TOP = 44;
    private static final int BOTTOM = 84;
    private static final List<String> COLOURS = List.of("#2a78c8", "#d9822b", "#3c9a50", "#a8509c", "#8a6d3b");
    private static final String STYLE = """
              <style>
                text { font: 13px sans-serif; fill: #333; }
                .title { font-size: 15px; font-weight: bold; }
                .grid { stroke: #8885; stroke-width: 1; }
                polyline { fill: none; stroke-width: 2.5; }
                @media (prefers-color-scheme: dark) { text { fill: #ddd; } }
              </style>
            """;

    private final Plot plot;
    private final Map<String, SortedMap<Double, Double>> series;
    private final Axis across;
    private final Axis up;

    private Svg(Plot plot, Map<String, SortedMap<Double, Double>> series) {
        this.plot = plot;
        this.series = series;
        double[] x = series.values().stream()
                .flatMap(line -> line.keySet().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        double[] y = series.values().stream()
                .flatMap(line -> line.values().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        across = Axis.over(x, LEFT, WIDTH - RIGHT);
        up = Axis.over(y, HEIGHT - BOTTOM, TOP);
    }

    /** Draws the points of a plot, of which there must be some, all above zero. */
    public static String draw(Plot plot, List<Point> points) {
        Map<String, SortedMap<Double, Double>> series = plot.series(points);
        if (series.isEmpty()) {
            throw new IllegalArgumentException("plot " + plot.name() + " has no points");
        }
        return new Svg(plot, series).draw();
    }

    /**
     * A logarithmic axis over whole decades.
     *
     * @param from the exponent where it begins
     * @param to the exponent where it ends
     * @param begin the place of its beginning
     * @param end the place of its end
     */
    private record Axis(int from, int to, int begin, int end) {
        static Axis over(double[] values, int begin, int end) {
            double least = Double.MAX_VALUE;
            double most = 0;
            for (double value : values) {
                if (!(value > 0)) {
                    throw new IllegalArgumentException("a logarithm of " + value);
                }
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            int from = (int) Math.floor(Math.log10(least) + 1e-9);
            int to = Math.max(from + 1, (int) Math.ceil(Math.log10(most) - 1e-9));
            return new Axis(from, to, begin, end);
        }

        double place(double value) {
            return begin + (Math.log10(value) - from) / (to - from) * (end - begin);
        }
    }

    private String draw() {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH,
                HEIGHT,
                escaped(plot.title())));
        svg.append(STYLE);
        text(svg, LEFT, 24, "start", "title", plot.title());
        for (int decade = across.from; decade <= across.to; decade++) {
            double at = across.place(Math.pow(10, decade));
            line(svg, at, TOP, at, HEIGHT - BOTTOM);
            text(
                    svg,
                    at,
                    HEIGHT - BOTTOM + 20,
                    "middle",
                    "",
                    String.format(Locale.ROOT, "%,.0f", Math.pow(10, decade)));
        }
        for (int decade = up.from; decade <= up.to; decade++) {
            double at = up.place(Math.pow(10, decade));
            line(svg, LEFT, at, WIDTH - RIGHT, at);
            text(svg, LEFT - 8, at + 4, "end", "", plot.unit().tick(Math.pow(10, decade)));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - BOTTOM + 40, "middle", "", plot.x());
        int number = 0;
        double legend = LEFT;
        for (Map.Entry<String, SortedMap<Double, Double>> each : series.entrySet()) {
            String colour = COLOURS.get(number++ % COLOURS.size());
            curve(svg, each.getValue(), colour);
            svg.append(String.format(
                    Locale.ROOT,
                    "  <rect x=\"%.1f\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>%n",
                    legend,
                    HEIGHT - 22,
                    colour));
            text(svg, legend + 20, HEIGHT - 15, "start", "", each.getKey());
            legend += 40 + 7.2 * each.getKey().length();
        }
        return svg.append("</svg>\n").toString();
    }

    private void curve(StringBuilder svg, SortedMap<Double, Double> line, String colour) {
        StringBuilder places = new StringBuilder();
        line.forEach((x, y) -> places.append(String.format(Locale.ROOT, "%.1f,%.1f ", across.place(x), up.place(y))));
        svg.append(String.format(
                "  <polyline points=\"%s\" stroke=\"%s\"/>%n", places.toString().strip(), colour));
        line.forEach((x, y) -> svg.append(String.format(
                Locale.ROOT,
                "  <circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%,.0f: %s</title></circle>%n",
                across.place(x),
                up.place(y),
                colour,
                x,
                plot.unit().show(y))));
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "  <line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String style, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "  <text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>%n",
                x,
                y,
                anchor,
                style.isEmpty() ? "" : " class=\"" + style + "\"",
                escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
