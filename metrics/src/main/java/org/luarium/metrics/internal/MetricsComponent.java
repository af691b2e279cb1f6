// SPDX-License-Identifier: Apache-2.0
package org.luarium.metrics.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Metrics;
import org.luarium.metrics.Sample;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Reads whichever services there are. */
@Component
public final class MetricsComponent implements Metrics {
    private static final String OWN = "metrics";

    private final List<Area<?>> areas;
    private final Runnable end;

    @Activate
    public MetricsComponent(BundleContext context) {
        Registry registry = new Registry(context);
        areas = Areas.all(registry);
        end = registry::close;
    }

    MetricsComponent(List<Area<?>> areas) {
        this.areas = areas;
        end = () -> {};
    }

    /** Lets go of the services. */
    @Deactivate
    public void deactivate() {
        end.run();
    }

    @Override
    public List<Metric> read() {
        List<Metric> metrics = new ArrayList<>();
        List<Sample> up = new ArrayList<>();
        long leftOut = 0;
        for (Area<?> area : areas) {
            Area.Result result = area.read();
            metrics.addAll(result.metrics());
            leftOut += result.leftOut();
            if (result.state() != Area.State.ABSENT) {
                up.add(new Sample(List.of(area.name()), result.state() == Area.State.READ ? 1 : 0));
            }
        }
        metrics.addAll(own(List.of(new Sample(List.of(), leftOut)), up));
        return metrics;
    }

    @Override
    public List<Metric> read(String area) {
        return OWN.equals(area)
                ? read().stream().filter(metric -> metric.area().equals(OWN)).toList()
                : areas.stream()
                        .filter(known -> known.name().equals(area))
                        .flatMap(known -> known.read().metrics().stream())
                        .toList();
    }

    @Override
    public List<Metric> describe() {
        return Stream.concat(
                        areas.stream().flatMap(area -> area.describe().stream()), own(List.of(), List.of()).stream())
                .toList();
    }

    private static List<Metric> own(List<Sample> leftOut, List<Sample> up) {
        return List.of(
                new Metric(
                        OWN,
                        "luarium_samples_left_out",
                        Metric.Kind.GAUGE,
                        "Samples beyond " + MOST_SAMPLES + " of a metric",
                        List.of(),
                        leftOut),
                new Metric(
                        OWN,
                        "luarium_source_up",
                        Metric.Kind.GAUGE,
                        "1 if the metrics of this area could be read, 0 if not",
                        List.of("source"),
                        up));
    }
}
