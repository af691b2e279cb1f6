// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.luarium.store.internal.exchange.ExchangeSettings;
import org.luarium.store.spi.BuildRunner;

/**
 * How a store works.
 *
 * @param jobs how many realizers run at once where nobody says
 * @param programTime how long a program of a build may run
 * @param clock tells when builds begin and end; nothing depends on it but what people read, and the matcher that takes the latest
 * @param buildRunner confines the programs of builds, if there is one
 * @param exchange whom to ask, whom to believe, and how to sign
 */
public record Settings(
        int jobs,
        Duration programTime,
        InstantSource clock,
        Supplier<Optional<BuildRunner>> buildRunner,
        ExchangeSettings exchange) {
    /** Deals with nobody but through {@link org.luarium.store.Store#importFrom}. */
    public Settings(int jobs, Duration programTime, InstantSource clock, Supplier<Optional<BuildRunner>> buildRunner) {
        this(jobs, programTime, clock, buildRunner, ExchangeSettings.DEFAULT);
    }

    /** As many jobs as processors, and programs without confinement. */
    public static Settings defaults() {
        return new Settings(
                Runtime.getRuntime().availableProcessors(),
                Duration.ofHours(1),
                InstantSource.system(),
                Optional::empty);
    }

    public Settings withExchange(ExchangeSettings other) {
        return new Settings(jobs, programTime, clock, buildRunner, other);
    }
}
