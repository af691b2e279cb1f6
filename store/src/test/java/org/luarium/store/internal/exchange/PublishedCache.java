// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Ref;
import org.luarium.store.Trust;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;

/** A signed cache with two objects, served over HTTP, and clients that trust its key. */
abstract class PublishedCache {
    @TempDir
    Path directory;

    final Samples samples = new Samples();
    final List<AutoCloseable> open = new ArrayList<>();
    PublicKey key;
    Ref.RRef ref;
    StaticServer server;

    @BeforeEach
    void publish() throws IOException {
        key = SigningKey.generate("builder-1", directory.resolve("key"));
        Path folder = directory.resolve("cache");
        try (StoreImpl source = new StoreImpl(
                directory.resolve("source"),
                Settings.defaults()
                        .withExchange(ExchangeSettings.DEFAULT.withKey(SigningKey.read(directory.resolve("key")))))) {
            ref = source.realize(samples.single("plain")).one().ref();
            Ref.RRef other = source.realize(samples.single("other")).one().ref();
            source.publish(List.of(ref, other), folder);
        }
        server = new StaticServer(folder);
        open.add(server);
        samples.builds.set(0);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    final ExchangeSettings settings(URI... caches) {
        return ExchangeSettings.DEFAULT.withCaches(caches).withTrust(Trust.in(Map.of("builder-1", key)));
    }
}
