// SPDX-License-Identifier: Apache-2.0
package org.luarium.metrics;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All metrics of this JVM; a service. Names, units and kinds follow the conventions of Prometheus.
 *
 * <p>Safe for use by several threads.
 */
@ProviderType
public interface Metrics {
    /** How many samples one metric has at most; {@code luarium_samples_left_out} says how many there were beyond. */
    int MOST_SAMPLES = 10_000;

    /**
     * Reads everything now. A service that is not there is left out, and so is one that fails: {@code luarium_source_up} says which were read. It takes about as
     * long as listing all VMs, sessions, extensions and objects of the store.
     *
     * @return the metrics, ordered by area and name; each is there even if it has no sample
     */
    List<Metric> read();

    /**
     * Reads one area.
     *
     * @param area what {@link Metric#area()} says, such as {@code vms}
     * @return its metrics, as of {@link #read()}; empty if there is no such area
     */
    List<Metric> read(String area);

    /**
     * What there is to read, without reading it.
     *
     * @return the metrics without samples, in the order of {@link #read()}
     */
    List<Metric> describe();
}
