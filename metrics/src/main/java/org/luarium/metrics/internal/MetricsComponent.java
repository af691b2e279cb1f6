// SPDX-License-Identifier: Apache-2.0
package org.luarium.metrics.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.ExtensionManager;
import org.luarium.isolate.IsolateManager;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Metrics;
import org.luarium.metrics.Sample;
import org.luarium.network.VmNetwork;
import org.luarium.session.SessionManager;
import org.luarium.store.Store;
import org.luarium.vm.VmManager;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Reads whichever services of this JVM there are, not those of a network that remote services brought in. */
@Component
public final class MetricsComponent implements Metrics {
    private static final String OURS = "(!(service.imported=*))";
    private static final String OWN = "metrics";

    private final List<Area<?>> areas;

    @Activate
    public MetricsComponent(
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY,
                            target = OURS)
                    @Nullable
                    ComponentServiceObjects<VmManager> vms,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY,
                            target = OURS)
                    @Nullable
                    ComponentServiceObjects<IsolateManager> isolates,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY,
                            target = OURS)
                    @Nullable
                    ComponentServiceObjects<SessionManager> sessions,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY,
                            target = OURS)
                    @Nullable
                    ComponentServiceObjects<ExtensionManager> extensions,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY,
                            target = OURS)
                    @Nullable
                    ComponentServiceObjects<Store> stores,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY,
                            target = OURS)
                    @Nullable
                    ComponentServiceObjects<VmNetwork> networks) {
        this(List.of(
                Areas.extensions(kept(extensions)),
                Areas.isolates(kept(isolates)),
                Areas.network(kept(networks)),
                Areas.sessions(kept(sessions)),
                Areas.store(kept(stores)),
                Areas.vms(kept(vms))));
    }

    MetricsComponent(List<Area<?>> areas) {
        this.areas = areas;
    }

    /**
     * A service that is taken when it is read first, as some do much when they start. It is kept until this component ends, which lets go of it.
     */
    private static <T> Supplier<Optional<T>> kept(@Nullable ComponentServiceObjects<T> services) {
        if (services == null) {
            return Optional::empty;
        }
        return new Supplier<>() {
            private @Nullable T service; // guarded by this

            @Override
            public synchronized Optional<T> get() {
                if (service == null) {
                    service = services.getService();
                }
                return Optional.ofNullable(service);
            }
        };
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
