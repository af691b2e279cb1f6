// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Metrics;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.view.Listing;
import org.luarium.shell.internal.view.Measured;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code luarium:metrics}. It is there where metrics are. */
@Component(
        service = MetricsCommands.class,
        property = {"osgi.command.scope=luarium", "osgi.command.function=metrics"})
public final class MetricsCommands {
    private final Metrics metrics;

    @Activate
    public MetricsCommands(@Reference(target = "(!(service.imported=*))") Metrics metrics) {
        this.metrics = metrics;
    }

    @Descriptor(LuariumUsage.METRICS)
    public @Nullable Object metrics(@Descriptor("as above") String... words) {
        return Command.run(
                LuariumUsage.METRICS,
                words,
                (arguments, console) -> new Listing<>(
                        Measured.class,
                        metrics.read().stream()
                                .filter(Glob.of(arguments, Metric::name))
                                .flatMap(
                                        metric -> metric.samples().stream().map(sample -> new Measured(metric, sample)))
                                .toList()));
    }
}
