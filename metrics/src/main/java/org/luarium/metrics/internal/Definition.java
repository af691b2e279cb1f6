// SPDX-License-Identifier: Apache-2.0
package org.luarium.metrics.internal;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Metrics;
import org.luarium.metrics.Sample;

/**
 * A metric before it is read.
 *
 * @param <R> what an area reads, once for all of its metrics
 * @param samples what the metric takes from that
 */
record Definition<R>(
        String name, Metric.Kind kind, String help, List<String> labels, Function<R, Stream<Sample>> samples) {
    static <R> Definition<R> gauge(String name, String help, ToDoubleFunction<R> value) {
        return single(name, Metric.Kind.GAUGE, help, value);
    }

    static <R> Definition<R> counter(String name, String help, ToDoubleFunction<R> value) {
        return single(name, Metric.Kind.COUNTER, help, value);
    }

    private static <R> Definition<R> single(String name, Metric.Kind kind, String help, ToDoubleFunction<R> value) {
        return new Definition<>(
                name, kind, help, List.of(), reading -> Stream.of(new Sample(List.of(), value.applyAsDouble(reading))));
    }

    /** Of each thing of a kind, as it is now. */
    static <R, T> Each<R, T> each(String label, Function<R, Collection<T>> things, Function<T, String> name) {
        return new Each<>(label, things, name);
    }

    List<Sample> read(R reading) {
        return samples.apply(reading).toList();
    }

    /** The metric with as many of these as it may have. */
    Metric with(String area, List<Sample> read) {
        return new Metric(area, name, kind, help, labels, read.subList(0, Math.min(read.size(), Metrics.MOST_SAMPLES)));
    }

    /**
     * Metrics that have a sample for each thing.
     *
     * @param label what the name of a thing is called
     */
    record Each<R, T>(String label, Function<R, Collection<T>> things, Function<T, String> name) {
        Definition<R> gauge(String metric, String help, ToDoubleFunction<T> value) {
            return of(metric, Metric.Kind.GAUGE, help, value);
        }

        Definition<R> counter(String metric, String help, ToDoubleFunction<T> value) {
            return of(metric, Metric.Kind.COUNTER, help, value);
        }

        private Definition<R> of(String metric, Metric.Kind kind, String help, ToDoubleFunction<T> value) {
            return new Definition<>(
                    metric,
                    kind,
                    help,
                    List.of(label),
                    reading -> things.apply(reading).stream()
                            .map(thing -> new Sample(List.of(name.apply(thing)), value.applyAsDouble(thing))));
        }
    }
}
