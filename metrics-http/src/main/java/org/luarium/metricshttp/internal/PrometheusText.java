// SPDX-License-Identifier: Apache-2.0
package org.luarium.metricshttp.internal;

import java.util.List;
import java.util.Locale;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Sample;

/** The text format of Prometheus, version 0.0.4. */
final class PrometheusText {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Doubles have all integers up to here. */
    private static final double EXACT = 1L << 53;

    private PrometheusText() {}

    static String of(List<Metric> metrics) {
        StringBuilder text = new StringBuilder();
        for (Metric metric : metrics) {
            text.append("# HELP ").append(metric.name()).append(' ');
            text.append(metric.help().replace("\\", "\\\\").replace("\n", "\\n"));
            text.append("\n# TYPE ").append(metric.name()).append(' ');
            text.append(metric.kind().name().toLowerCase(Locale.ROOT)).append('\n');
            for (Sample sample : metric.samples()) {
                text.append(metric.name());
                appendLabels(metric, sample, text);
                text.append(' ').append(number(sample.value())).append('\n');
            }
        }
        return text.toString();
    }

    private static void appendLabels(Metric metric, Sample sample, StringBuilder text) {
        String separator = "{";
        for (int i = 0; i < metric.labels().size(); i++) {
            text.append(separator).append(metric.labels().get(i)).append("=\"");
            text.append(sample.labels()
                    .get(i)
                    .replace("\\", "\\\\")
                    .replace("\n", "\\n")
                    .replace("\"", "\\\""));
            text.append('"');
            separator = ",";
        }
        if (!metric.labels().isEmpty()) {
            text.append('}');
        }
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) <= EXACT
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
