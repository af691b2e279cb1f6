// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final Set<String> SCHEMES = Set.of("http", "https", "file");
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

    /**
     * Reads a configuration.
     *
     * @param caches addresses of binary caches
     * @param trusted public keys, as {@link PublicKeys} writes them
     * @param unsigned whether to believe caches without a signature
     * @param signingKey a file with a key; empty for none
     * @throws IllegalArgumentException if a text is no such thing
     * @throws org.luarium.store.StoreAccessException if the key cannot be read
     */
    public static ExchangeSettings parse(
            List<String> caches, List<String> trusted, boolean unsigned, String signingKey) {
        Map<String, PublicKey> keys = new HashMap<>();
        for (String text : trusted) {
            Map.Entry<String, PublicKey> key = PublicKeys.parse(text);
            if (keys.put(key.getKey(), key.getValue()) != null) {
                throw new IllegalArgumentException("there are two trusted keys " + key.getKey() + "; rename one");
            }
        }
        return new ExchangeSettings(
                caches.stream().map(ExchangeSettings::address).toList(),
                new Trust(keys, unsigned),
                signingKey.isEmpty() ? Optional.empty() : Optional.of(SigningKey.read(Path.of(signingKey))),
                DEFAULT.limits(),
                DEFAULT.timing());
    }

    private static URI address(String text) {
        try {
            URI address = new URI(text);
            if (address.getScheme() != null
                    && SCHEMES.contains(address.getScheme().toLowerCase(Locale.ROOT))) {
                return address;
            }
        } catch (URISyntaxException e) {
            // said below, without the text, which may have a password in it
        }
        throw new IllegalArgumentException("the address of a cache begins with https:, http: or file:; check it");
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
