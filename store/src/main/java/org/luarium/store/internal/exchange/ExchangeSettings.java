// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luarium.store.Trust;
import org.luarium.store.internal.fetch.Timing;
import org.luarium.store.internal.tree.TreeLimits;

/**
 * How a store deals with others.
 *
 * @param caches binary caches, asked in this order
 * @param trust whom to believe of what they answer
 * @param key signs what is exported and published
 * @param limits of one object that comes from elsewhere
 * @param timing how patient it is with caches
 */
public record ExchangeSettings(
        List<URI> caches, Trust trust, Optional<SigningKey> key, TreeLimits limits, Timing timing) {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** No caches, no trust, no key; 64 GiB and a million entries in an object. */
    public static final ExchangeSettings DEFAULT = new ExchangeSettings(
            List.of(),
            Trust.in(Map.of()),
            Optional.empty(),
            new TreeLimits(64L << 30, 1_000_000, 1_000),
            Timing.DEFAULT.withConnect(CONNECT));

    public ExchangeSettings {
        caches = List.copyOf(caches);
    }

    public ExchangeSettings withCaches(URI... others) {
        return new ExchangeSettings(List.of(others), trust, key, limits, timing);
    }

    public ExchangeSettings withTrust(Trust other) {
        return new ExchangeSettings(caches, other, key, limits, timing);
    }

    public ExchangeSettings withKey(SigningKey other) {
        return new ExchangeSettings(caches, trust, Optional.of(other), limits, timing);
    }

    public ExchangeSettings withLimits(TreeLimits others) {
        return new ExchangeSettings(caches, trust, key, others, timing);
    }

    public ExchangeSettings withTiming(Timing other) {
        return new ExchangeSettings(caches, trust, key, limits, other);
    }
}
