// SPDX-License-Identifier: Apache-2.0
package org.luarium.metricshttp.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.luarium.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for as long as it is configured to. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "org.luarium.metrics.http")
@Designate(ocd = EndpointComponent.Config.class)
public final class EndpointComponent {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointComponent.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Where the metrics are. */
    @ObjectClassDefinition(
            name = "Luarium metrics over HTTP",
            description = "Metrics at /metrics, in the text format of Prometheus, read only, for this machine only.")
    @interface Config {
        @AttributeDefinition(name = "Enabled", description = "Whether to listen at all.")
        boolean enabled() default false;

        @AttributeDefinition(name = "Address", description = "An address of this machine to itself: 127.0.0.1 or ::1.")
        String address() default "127.0.0.1";

        @AttributeDefinition(
                name = "Port",
                description = "Where to listen; 0 for any port that is free, which the log tells.")
        int port() default 9464;
    }

    private final @Nullable Endpoint endpoint;

    @Activate
    public EndpointComponent(Config config, @Reference Metrics metrics) {
        endpoint = config.enabled() ? listen(config, metrics) : null;
    }

    private static Endpoint listen(Config config, Metrics metrics) {
        String place = config.address() + " port " + config.port();
        try {
            InetAddress address = InetAddress.getByName(config.address());
            if (!address.isLoopbackAddress() || config.port() < 0 || config.port() > 65_535) {
                throw new IllegalArgumentException("org.luarium.metrics.http: " + place
                        + "; metrics are for this machine only: give 127.0.0.1 or ::1, and a port from 0 to 65535");
            }
            Endpoint listening = new Endpoint(address, config.port(), metrics::read, PATIENCE);
            LOG.info(
                    "Metrics are at http://{}:{}/metrics",
                    config.address(),
                    listening.address().getPort());
            return listening;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "org.luarium.metrics.http: there is no address " + config.address() + "; give 127.0.0.1 or ::1", e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "org.luarium.metrics.http: cannot listen at " + place + ": " + e.getMessage()
                            + "; give another port",
                    e);
        }
    }

    /** Ends with the bundle or its configuration. */
    @Deactivate
    public void deactivate() {
        if (endpoint != null) {
            endpoint.close();
        }
    }
}
