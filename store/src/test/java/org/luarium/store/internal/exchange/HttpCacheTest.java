// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.store.Closure;
import org.luarium.store.Derivation;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.Ref;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.reference.Definition;

@Timeout(60)
class HttpCacheTest extends PublishedCache {
    @Test
    void exchange140_aCacheThatFailedIsLeftAloneForAMinute() {
        AtomicLong now = new AtomicLong();
        Derivation derivation = derivation("plain");
        server.set("build", (exchange, file) -> exchange.sendResponseHeaders(500, -1));
        try (Disk disk = Disk.open(directory.resolve("client"));
                HttpCache cache = new HttpCache(disk, settings(server.uri()), now::get);
                Warnings warnings = new Warnings()) {
            for (int i = 0; i < 5; i++) {
                assertThat(cache.fetch(Definition.of(derivation), Map.of(), () -> false))
                        .isEmpty();
            }
            assertThat(server.requests()).hasSize(2);
            now.addAndGet(TimeUnit.SECONDS.toNanos(59));
            assertThat(cache.fetch(Definition.of(derivation), Map.of(), () -> false))
                    .isEmpty();
            assertThat(server.requests()).hasSize(2);
            assertThat(warnings.lines()).hasSize(1);

            server.set("build", (exchange, file) -> StaticServer.send(exchange, file));
            now.addAndGet(TimeUnit.SECONDS.toNanos(2));
            assertThat(cache.fetch(Definition.of(derivation), Map.of(), () -> false))
                    .hasSize(1);
            assertThat(warnings.lines()).hasSize(1);
        }
    }

    private Derivation derivation(String name) {
        try (StoreImpl store = new StoreImpl(directory.resolve("plans"), Settings.defaults())) {
            Closure<Ref.DRef> closure = store.instantiate(samples.single(name));
            return closure.plan().derivation(closure.result());
        }
    }

    @Test
    void aFetchThatIsCancelledEndsAtOnceAndIsNoFaultOfTheCache() throws Exception {
        Derivation derivation = derivation("plain");
        CountDownLatch asked = new CountDownLatch(1);
        server.set("tree", (exchange, file) -> {
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file, 0, 20);
            exchange.getResponseBody().flush();
            asked.countDown();
            server.hang();
        });
        AtomicBoolean cancelled = new AtomicBoolean();
        try (Disk disk = Disk.open(directory.resolve("client"));
                HttpCache cache = new HttpCache(disk, settings(server.uri()));
                Warnings warnings = new Warnings()) {
            CompletableFuture<?> fetching = CompletableFuture.supplyAsync(
                    () -> cache.fetch(Definition.of(derivation), Map.of(), cancelled::get));
            asked.await();
            long begun = System.nanoTime();
            cancelled.set(true);
            assertThatThrownBy(fetching::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(RealizeCancelledException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            assertThat(warnings.lines()).isEmpty();
            assertThat(directory.resolve("client/tmp")).isEmptyDirectory();

            server.set("tree", (exchange, file) -> StaticServer.send(exchange, file));
            assertThat(cache.fetch(Definition.of(derivation), Map.of(), () -> false))
                    .hasSize(1);
        }
    }

    @Test
    void passwordsStayOutOfMessagesAndProvenances() {
        URI secret = URI.create(server.uri().toString().replace("http://", "http://user:secret@"));
        try (StoreImpl client = new StoreImpl(
                        directory.resolve("client"), Settings.defaults().withExchange(settings(secret)));
                Warnings warnings = new Warnings()) {
            assertThat(client.realize(samples.single("plain"))
                            .one()
                            .provenance()
                            .source())
                    .isEqualTo(server.uri() + "/");
            server.set("build", (exchange, file) -> exchange.sendResponseHeaders(500, -1));
            assertThat(client.realize(samples.single("other")).built()).hasSize(1);
            assertThat(warnings.lines()).singleElement().asString().doesNotContain("secret");
        }
    }
}
