// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Matcher;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Provenance;
import org.luarium.store.Realization;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Signature;
import org.luarium.store.StoreAccessException;
import org.luarium.store.Trust;
import org.luarium.store.VerifyOptions;
import org.luarium.store.VerifyReport;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeHasher;
import org.luarium.store.internal.tree.TreeStream;

class CacheTest {
    @TempDir
    private Path directory;

    private final Samples samples = new Samples();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Path folder;
    private PublicKey key;
    private StoreImpl source;

    @BeforeEach
    void open() {
        folder = directory.resolve("cache");
        key = SigningKey.generate("builder-1", directory.resolve("key"));
        source = store("source", ExchangeSettings.DEFAULT.withKey(SigningKey.read(directory.resolve("key"))));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private StoreImpl store(String name, ExchangeSettings exchange) {
        StoreImpl store =
                new StoreImpl(directory.resolve(name), Settings.defaults().withExchange(exchange));
        open.add(store);
        return store;
    }

    private StoreImpl client(URI... caches) {
        return store(
                "client", ExchangeSettings.DEFAULT.withCaches(caches).withTrust(Trust.in(Map.of("builder-1", key))));
    }

    private StaticServer serve() throws IOException {
        StaticServer server = new StaticServer(folder);
        open.add(server);
        return server;
    }

    private static byte[] stream(Realization realization) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeStream.write(realization.path(), out, Progress.NONE);
        return out.toByteArray();
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        folder.relativize(file).toString(),
                        Files.getLastModifiedTime(file) + Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }

    @Test
    void verify119_whatRootHasChangedIsFoundAndRepairedFromACache() throws Exception {
        Realization built = source.realize(samples.diamond()).one();
        source.publish(List.of(built.ref()), folder);
        StoreImpl client = client(serve().uri());
        Realization here = client.realize(samples.diamond()).one();
        byte[] right = stream(here);
        Path file;
        try (Stream<Path> all = Files.walk(here.path())) {
            file = all.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        assertThat(file.toFile().setWritable(true)).isTrue();
        Files.writeString(file, "changed");

        VerifyReport found = client.verify(VerifyOptions.all());
        VerifyReport repaired = client.verify(VerifyOptions.all().repairing());

        assertThat(found.problems()).extracting(VerifyReport.Problem::ref).containsExactly(here.ref());
        assertThat(found.isGood()).isFalse();
        assertThat(repaired.problems()).allMatch(VerifyReport.Problem::repaired).hasSize(1);
        assertThat(client.verify(VerifyOptions.all()).problems()).isEmpty();
        assertThat(stream(client.find(here.ref()).orElseThrow())).isEqualTo(right);
    }

    @Test
    void exchange138_aCacheHitRunsNoRealizer() {
        Realization built = source.realize(samples.diamond()).one();
        assertThat(source.publish(List.of(built.ref()), folder)).isEqualTo(4);
        int builds = samples.builds.get();

        Realized<Ref.DRef> realized = client(folder.toUri()).realize(samples.diamond());

        assertThat(realized.one().ref()).isEqualTo(built.ref());
        assertThat(realized.built()).isEmpty();
        assertThat(samples.builds).hasValue(builds);
    }

    @Test
    void exchange138_nobodyIsAskedIfTheOptionsSayNo() {
        source.publish(List.of(source.realize(samples.single("plain")).one().ref()), folder);
        StoreImpl client = client(folder.toUri());

        client.realize(
                client.instantiate(samples.single("plain")),
                RealizeOptions.builder().withoutSubstitutes().build());

        assertThat(samples.builds).hasValue(2);
    }

    @Test
    void exchange141_whatIsPublishedIsEqualInAnotherStore() throws IOException {
        Realized<Ref.DRef> built = source.realize(samples.diamond());
        source.publish(List.of(built.one().ref()), folder);
        StaticServer server = serve();

        StoreImpl client = client(server.uri());
        Realized<Ref.DRef> fetched = client.realize(samples.diamond());

        assertThat(samples.builds).hasValue(4);
        for (Ref.DRef dref : source.derivations()) {
            Realization original = built.one(dref);
            Realization copy = fetched.one(dref);
            assertThat(copy.ref()).isEqualTo(original.ref());
            assertThat(stream(copy)).isEqualTo(stream(original));
            assertThat(copy.provenance())
                    .isEqualTo(new Provenance(Provenance.Origin.SUBSTITUTED, server.uri() + "/", ""));
            assertThat(copy.signatures()).extracting(Signature::key).containsExactly("builder-1");
        }
        assertThat(directory.resolve("client/tmp")).isEmptyDirectory();
    }

    @Test
    void exchange141_publishingAgainRewritesNothing() throws IOException {
        Ref.RRef top = source.realize(samples.diamond()).one().ref();
        source.publish(List.of(top), folder);
        Map<String, String> before = files();

        assertThat(source.publish(List.of(top), folder)).isZero();

        assertThat(files()).isEqualTo(before);
        assertThat(before.keySet())
                .contains("luarium-cache")
                .noneMatch(name -> name.contains("/.") || name.startsWith("."));
    }

    @Test
    void equalTreesArePublishedAsEqualFiles() throws IOException {
        StoreImpl other = store("other", ExchangeSettings.DEFAULT);
        source.publish(List.of(source.realize(samples.diamond()).one().ref()), folder);
        other.publish(List.of(other.realize(samples.diamond()).one().ref()), directory.resolve("cache2"));

        try (Stream<Path> trees = Files.list(folder.resolve("tree"))) {
            List<Path> all = trees.toList();
            assertThat(all).hasSize(4);
            for (Path tree : all) {
                assertThat(directory.resolve("cache2/tree").resolve(tree.getFileName()))
                        .hasSameBinaryContentAs(tree);
            }
        }
    }

    @Test
    void publishersAddToListsAndSignatures() throws IOException {
        SigningKey.generate("builder-2", directory.resolve("key2"));
        StoreImpl second =
                store("second", ExchangeSettings.DEFAULT.withKey(SigningKey.read(directory.resolve("key2"))));
        Ref.RRef plain = source.realize(samples.single("plain")).one().ref();
        assertThat(second.realize(samples.single("plain")).one().ref()).isEqualTo(plain);
        Ref.RRef one = source.realize(samples.random(Matcher.only())).one().ref();
        Ref.RRef two = second.realize(samples.random(Matcher.only())).one().ref();

        assertThat(source.publish(List.of(plain, one), folder)).isEqualTo(2);
        assertThat(second.publish(List.of(plain, two), folder)).isEqualTo(1);

        StoreImpl client = store(
                "client", ExchangeSettings.DEFAULT.withCaches(folder.toUri()).withTrust(Trust.anybody()));
        assertThat(client.realize(samples.single("plain")).one().signatures())
                .extracting(Signature::key)
                .containsExactly("builder-1", "builder-2");
        assertThat(client.realize(samples.random(Matcher.only())).one().ref()).isIn(one, two);
        assertThat(client.realizations(one.dref())).hasSize(1);
        assertThat(client.realize(samples.random(Matcher.latest(2))).result()).isEqualTo(one.dref());
        assertThat(client.realizations(one.dref())).hasSize(2);
        assertThat(samples.builds).hasValue(4);
    }

    @Test
    void publishersAtTheSameTimeLoseNothing() {
        List<StoreImpl> stores = new ArrayList<>();
        List<Ref.RRef> refs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            stores.add(store("publisher-" + i, ExchangeSettings.DEFAULT));
            refs.add(stores.get(i).realize(samples.random(Matcher.only())).one().ref());
        }

        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            StoreImpl store = stores.get(i);
            Ref.RRef ref = refs.get(i);
            all.add(CompletableFuture.runAsync(() -> store.publish(List.of(ref), folder)));
        }
        CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).join();

        StoreImpl client = store(
                "client", ExchangeSettings.DEFAULT.withCaches(folder.toUri()).withTrust(Trust.anybody()));
        assertThat(client.realize(samples.random(Matcher.latest(6)))
                        .all(refs.get(0).dref()))
                .extracting(Realization::ref)
                .containsExactlyInAnyOrderElementsOf(refs);
    }

    @Test
    void aCacheWithoutItIsFollowedByTheNext() throws IOException {
        source.publish(List.of(source.realize(samples.single("other")).one().ref()), directory.resolve("first"));
        source.publish(List.of(source.realize(samples.single("plain")).one().ref()), folder);
        StaticServer server = serve();

        try (Warnings warnings = new Warnings()) {
            StoreImpl client = client(directory.resolve("first").toUri(), server.uri());
            Realization fetched = client.realize(samples.single("plain")).one();

            assertThat(fetched.provenance().source()).isEqualTo(server.uri() + "/");
            assertThat(warnings.lines()).isEmpty();
        }
        assertThat(samples.builds).hasValue(2);
    }

    @Test
    void exchange140_whatNobodyHasIsBuiltWithoutAWarning() {
        source.publish(List.of(source.realize(samples.single("other")).one().ref()), folder);

        try (Warnings warnings = new Warnings()) {
            assertThat(client(folder.toUri()).realize(samples.single("plain")).built())
                    .hasSize(1);
            assertThat(warnings.lines()).isEmpty();
        }
    }

    @Test
    void unsignedIsRefusedWithAWarningAndBuilt() {
        StoreImpl unsigned = store("unsigned", ExchangeSettings.DEFAULT);
        unsigned.publish(List.of(unsigned.realize(samples.diamond()).one().ref()), folder);

        try (Warnings warnings = new Warnings()) {
            assertThat(client(folder.toUri()).realize(samples.diamond()).built())
                    .hasSize(4);
            assertThat(warnings.lines()).singleElement().asString().contains("is not trusted", "not signed");
        }
        assertThat(store(
                                "trusting",
                                ExchangeSettings.DEFAULT
                                        .withCaches(folder.toUri())
                                        .withTrust(Trust.anybody()))
                        .realize(samples.diamond())
                        .built())
                .isEmpty();
    }

    @Test
    void aKeyOfTheSameNameIsNotTheSameKey() {
        PublicKey other = SigningKey.generate("builder-1", directory.resolve("other"));
        source.publish(List.of(source.realize(samples.single("plain")).one().ref()), folder);
        StoreImpl client = store(
                "client",
                ExchangeSettings.DEFAULT.withCaches(folder.toUri()).withTrust(Trust.in(Map.of("builder-1", other))));

        assertThat(client.realize(samples.single("plain")).built()).hasSize(1);
    }

    @Test
    void exchange119_theContentOfADamagedObjectIsFetchedAnew() throws IOException {
        Realization built = source.realize(samples.diamond()).one();
        source.publish(List.of(built.ref()), folder);
        StaticServer server = serve();
        ExchangeSettings unbelieving = ExchangeSettings.DEFAULT.withCaches(server.uri());
        Path tmp = directory.resolve("source/tmp");

        try (Disk disk = Disk.open(directory.resolve("source"));
                HttpCache cache = new HttpCache(disk, unbelieving)) {
            try (Staging good = cache.restore(disk.get(built.ref())).orElseThrow()) {
                assertThat(good.tree().resolve("t")).hasContent("top");
                assertThat(new TreeHasher(1).hash(good.tree(), Progress.NONE).hash())
                        .isEqualTo(built.tree());
            }
            assertThat(tmp).isEmptyDirectory();

            server.set("tree", (exchange, bytes) -> {
                bytes[bytes.length / 2]++;
                StaticServer.send(exchange, bytes);
            });
            assertThat(cache.restore(disk.get(built.ref()))).isEmpty();
            assertThat(tmp).isEmptyDirectory();
        }
    }

    @Test
    void aFolderOfSomethingElseIsNotWrittenTo() throws IOException {
        Ref.RRef ref = source.realize(samples.single("plain")).one().ref();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("diary"), "dear");
        assertThatThrownBy(() -> source.publish(List.of(ref), folder))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("no cache");
        Files.delete(folder.resolve("diary"));
        Files.writeString(folder.resolve("luarium-cache"), "luarium-cache 2\n");
        assertThatThrownBy(() -> source.publish(List.of(ref), folder))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("luarium-cache 1");
        assertThatThrownBy(() ->
                        source.publish(List.of(new Ref.RRef("a".repeat(32), ref.dref())), directory.resolve("new")))
                .isInstanceOf(ObjectNotFoundException.class);
        assertThat(directory.resolve("new")).doesNotExist();
    }
}
