// SPDX-License-Identifier: Apache-2.0
package org.luarium.metrics.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Metrics;
import org.luarium.metrics.Sample;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics that come from one service.
 *
 * @param <R> what is read of it, once for all of the metrics
 * @param reader reads; empty if the service is not there
 */
record Area<R>(String name, Supplier<Optional<R>> reader, List<Definition<R>> definitions) {
    private static final Logger LOG = LoggerFactory.getLogger(Area.class);

    /** How reading ended. */
    enum State {
        READ,
        ABSENT,
        FAILED
    }

    /**
     * What was read.
     *
     * @param leftOut samples beyond the limit
     */
    record Result(State state, List<Metric> metrics, long leftOut) {}

    /** Never fails: who looks because something is broken wants to see the rest. */
    Result read() {
        try {
            return reader.get().map(this::result).orElseGet(() -> unread(State.ABSENT));
        } catch (RuntimeException e) {
            LOG.debug("The area {} could not be read", name, e);
            return unread(State.FAILED);
        }
    }

    private Result result(R reading) {
        List<Metric> metrics = new ArrayList<>();
        long beyond = 0;
        for (Definition<R> definition : definitions) {
            List<Sample> samples = definition.read(reading);
            metrics.add(definition.with(name, samples));
            beyond += Math.max(0, samples.size() - Metrics.MOST_SAMPLES);
        }
        return new Result(State.READ, metrics, beyond);
    }

    private Result unread(State state) {
        return new Result(state, describe(), 0);
    }

    List<Metric> describe() {
        return definitions.stream()
                .map(definition -> definition.with(name, List.of()))
                .toList();
    }
}
