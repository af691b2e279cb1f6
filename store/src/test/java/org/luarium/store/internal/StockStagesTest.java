// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luarium.store.ArchiveException;
import org.luarium.store.Attempt;
import org.luarium.store.Closure;
import org.luarium.store.Config;
import org.luarium.store.Fetch;
import org.luarium.store.FetchException;
import org.luarium.store.HashMismatchException;
import org.luarium.store.InvalidConfigException;
import org.luarium.store.Realization;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;
import org.luarium.store.Stage;
import org.luarium.store.internal.fetch.Downloader;
import org.luarium.store.internal.fetch.Timing;
import org.luarium.store.internal.stage.StockStages;

@Timeout(60)
class StockStagesTest {
    private static final byte[] CONTENT = new byte[200_000];

    static {
        new Random(11).nextBytes(CONTENT);
    }

    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private FileServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FileServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String hash(String algorithm, byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    }

    private static Fetch.Builder checked(URI source, byte[] content) throws Exception {
        return Fetch.builder(source).sha256(hash("SHA-256", content));
    }

    private Realization fetch(Fetch.Builder fetch) {
        return stores.store()
                .realize(stores.store().stages().fetch(fetch.build()))
                .one();
    }

    private List<Attempt> attempts() {
        return stores.store().attempts(stores.store().derivations().get(0));
    }

    enum Kind {
        TAR_GZ {
            @Override
            byte[] pack() throws IOException {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
                    put(tar, "pack/tool", 0755, "#!/bin/sh\n");
                    put(tar, "pack/doc/read.me", 0644, "read");
                }
                return bytes.toByteArray();
            }

            private static void put(TarArchiveOutputStream tar, String name, int mode, String text) throws IOException {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setMode(mode);
                entry.setSize(text.length());
                tar.putArchiveEntry(entry);
                tar.write(text.getBytes(UTF_8));
                tar.closeArchiveEntry();
            }
        },
        ZIP {
            @Override
            byte[] pack() throws IOException {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                    zip.putNextEntry(new ZipEntry("pack/tool"));
                    zip.write("#!/bin/sh\n".getBytes(UTF_8));
                    zip.putNextEntry(new ZipEntry("pack/doc/read.me"));
                    zip.write("read".getBytes(UTF_8));
                }
                return bytes.toByteArray();
            }
        };

        abstract byte[] pack() throws IOException;

        static void assertContent(Path folder) {
            assertThat(folder.resolve("pack/tool")).hasContent("#!/bin/sh\n");
            assertThat(folder.resolve("pack/doc/read.me")).hasContent("read");
        }
    }

    // Files

    @Test
    void fetch127_namesAndPasswordsInAddressesAreRefused() {
        assertThatThrownBy(() -> Fetch.builder(URI.create("https://ada:secret@example.org/x")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("example.org")
                .hasMessageNotContaining("secret");
    }

    @Test
    void fetch124_theFileIsStoredUnderTheNameThatIsGiven() throws Exception {
        server.file("/files/source-1.0.bin", CONTENT);

        Realization named =
                fetch(checked(server.uri("/files/source-1.0.bin"), CONTENT).fileName("mine"));
        Realization unnamed = fetch(checked(server.uri("/files/source-1.0.bin"), CONTENT));

        assertThat(named.path().resolve("mine")).hasBinaryContent(CONTENT);
        assertThat(unnamed.path().resolve("source-1.0.bin")).hasBinaryContent(CONTENT);
        assertThat(unnamed.ref().name()).isEqualTo("source-1-0-bin");
        assertThat(stores.store().config(unnamed.ref().dref()).promises())
                .containsExactly(SelfPath.promise("source-1.0.bin"));
    }

    @Test
    void fetch126_whatBreaksOffIsContinuedAndEndsInTheRightBytes() throws Exception {
        server.file("/file", CONTENT, 70_000);

        Realization fetched = fetch(checked(server.uri("/file"), CONTENT));

        assertThat(fetched.path().resolve("file")).hasBinaryContent(CONTENT);
        assertThat(server.asked()).hasSize(2);
        assertThat(server.asked().get(1)).matches("/file bytes=\\d+-").isNotEqualTo("/file bytes=0-");
        assertThat(stores.root().resolve("fetch")).isEmptyDirectory();
    }

    @Test
    void fetch127_withoutAHashAnAddressIsRefused() {
        assertThatThrownBy(() -> Fetch.builder(server.uri("/file")).build())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("needs a hash");
    }

    @Test
    void fetch127_theHashOfALocalFileIsComputedAndPartOfTheName() throws Exception {
        Path file = Files.write(stores.directory().resolve("local file"), CONTENT);

        Realization first =
                stores.store().realize(stores.store().stages().local(file)).one();
        Files.writeString(file, "other");
        Realization second =
                stores.store().realize(stores.store().stages().local(file)).one();

        assertThat(stores.store().config(first.ref().dref()).get("sha256", String.class))
                .isEqualTo(hash("SHA-256", CONTENT));
        assertThat(first.path().resolve("local file")).hasBinaryContent(CONTENT);
        assertThat(second.path().resolve("local file")).hasContent("other");
        assertThat(second.ref().dref()).isNotEqualTo(first.ref().dref());
    }

    @Test
    void fetch127_aLocalFileThatChangesBeforeItIsFetchedIsRefused() throws Exception {
        Path file = Files.writeString(stores.directory().resolve("local"), "one");
        Closure<Ref.DRef> closure =
                stores.store().instantiate(stores.store().stages().local(file));
        Files.writeString(file, "two");

        assertThatThrownBy(() -> stores.store().realize(closure)).isInstanceOf(HashMismatchException.class);
    }

    @Test
    void fetch127_whatIsNoLocalFileIsRefused() {
        assertThatThrownBy(() -> stores.store()
                        .instantiate(
                                stores.store().stages().local(stores.directory().resolve("nothing"))))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("no such file");
        assertThatThrownBy(
                        () -> stores.store().instantiate(stores.store().stages().local(stores.directory())))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("not a file");
        assertThatThrownBy(
                        () -> stores.store().instantiate(stores.store().stages().local(Path.of("/dev/zero"))))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("not a file");
        assertThatThrownBy(() -> stores.store()
                        .instantiate(stores.store()
                                .stages()
                                .fetch(Fetch.builder(URI.create("file://host/file"))
                                        .build())))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("no local file");
    }

    @Test
    void fetch128_bothHashesAreChecked() throws Exception {
        server.file("/file", CONTENT);
        String right = hash("SHA-1", CONTENT);
        String wrong = hash("SHA-1", new byte[1]);

        assertThat(fetch(checked(server.uri("/file"), CONTENT).sha1(right))
                        .path()
                        .resolve("file"))
                .exists();
        assertThat(fetch(Fetch.builder(server.uri("/file")).sha1(right)).path().resolve("file"))
                .exists();
        assertThatThrownBy(() -> fetch(checked(server.uri("/file"), CONTENT).sha1(wrong)))
                .isInstanceOf(HashMismatchException.class)
                .hasMessageContaining(right)
                .hasMessageContaining(wrong);
        assertThatThrownBy(() ->
                        fetch(Fetch.builder(server.uri("/file")).sha1(right).sha256(hash("SHA-256", new byte[1]))))
                .isInstanceOf(HashMismatchException.class);
        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
    }

    // Archives

    @ParameterizedTest
    @EnumSource
    void fetch129_anArchiveIsUnpackedAndDroppedOrKept(Kind kind) throws Exception {
        byte[] archive = kind.pack();
        server.file("/pack", archive);

        Realization unpacked = fetch(checked(server.uri("/pack"), archive).mode(Fetch.Mode.UNPACK));
        Realization both = fetch(checked(server.uri("/pack"), archive).mode(Fetch.Mode.UNPACK_AND_KEEP));

        Kind.assertContent(unpacked.path());
        assertThat(unpacked.path().resolve("pack")).isDirectory();
        assertThat(unpacked.path()).isDirectoryNotContaining(path -> !path.endsWith("pack"));
        Kind.assertContent(both.path().resolve("content"));
        assertThat(both.path().resolve("pack")).hasBinaryContent(archive);
    }

    @Test
    void fetch129_theBitThatMakesAFileAProgramIsKept() throws Exception {
        byte[] archive = Kind.TAR_GZ.pack();
        server.file("/pack", archive);

        Path unpacked = fetch(checked(server.uri("/pack"), archive).mode(Fetch.Mode.UNPACK))
                .path();

        assertThat(unpacked.resolve("pack/tool")).isExecutable();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked.resolve("pack/doc/read.me"))))
                .isEqualTo("r--r--r--");
    }

    @ParameterizedTest
    @EnumSource
    void fetch129_anArchiveOfADependencyIsUnpacked(Kind kind) throws Exception {
        byte[] archive = kind.pack();
        Realized<Ref.DRef> realized = stores.store().realize(plan -> {
            Ref.DRef file = plan.use(stores.store().stages().file("pack.archive", archive));
            return plan.use(stores.store().stages().unpack(RefPath.of(file, "pack.archive")));
        });

        Kind.assertContent(realized.one().path());
        assertThat(realized.one().dependencies()).hasSize(1);
    }

    @Test
    void fetch129_whatIsNoArchiveIsRefusedAndNothingIsStored() throws Exception {
        server.file("/file", CONTENT);

        assertThatThrownBy(() -> fetch(checked(server.uri("/file"), CONTENT).mode(Fetch.Mode.UNPACK)))
                .isInstanceOf(ArchiveException.class);
        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
        assertThat(stores.root().resolve("objects")).isEmptyDirectory();
    }

    @Test
    void fetch129_anArchiveThatIsKeptHasAnotherNameThanItsContent() throws Exception {
        assertThatThrownBy(() -> fetch(checked(server.uri("/content"), CONTENT).mode(Fetch.Mode.UNPACK_AND_KEEP)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("content");
    }

    // Once, and what goes wrong

    @Test
    void fetch131_whatWasFetchedIsThereWithoutANetwork() throws Exception {
        server.file("/file", CONTENT);
        Stage<Ref.DRef> stage = plan -> plan.use(stores.store().stages().fetch(fetchOf("/file")));

        Realization first = stores.store().realize(stage).one();
        Realization second = stores.store().realize(stage).one();
        server.close();
        Realization third = stores.reopen().realize(stage).one();

        assertThat(server.asked()).hasSize(1);
        assertThat(List.of(second, third)).containsOnly(first);
    }

    private Fetch fetchOf(String path) {
        try {
            return checked(server.uri(path), CONTENT).build();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fetch132_aFileAddressIsFollowed() throws Exception {
        Path file = Files.write(stores.directory().resolve("a b.bin"), CONTENT);

        assertThat(fetch(checked(file.toUri(), CONTENT)).path().resolve("a b.bin"))
                .hasBinaryContent(CONTENT);
    }

    @Test
    void fetch132_aRedirectIsFollowed() throws Exception {
        server.file("/there", CONTENT).on("/here", exchange -> {
            exchange.getResponseHeaders().set("Location", "/there");
            exchange.sendResponseHeaders(302, -1);
        });

        assertThat(fetch(checked(server.uri("/here"), CONTENT)).path().resolve("here"))
                .hasBinaryContent(CONTENT);
    }

    @Test
    void fetch132_aFileThatIsNotThereIsSaidAndTheAttemptIsWrittenDown() throws Exception {
        server.on("/gone", exchange -> exchange.sendResponseHeaders(404, -1));

        assertThatThrownBy(() -> fetch(checked(server.uri("/gone"), CONTENT)))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.source()).isEqualTo(server.uri("/gone")))
                .hasMessageContaining("404 (not found)");
        assertThat(attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.problem()).contains("404 (not found)"));
    }

    @Test
    void fetch132_aServerThatSaysNothingIsGivenUp() throws Exception {
        server.on("/slow", exchange -> Thread.currentThread().join());
        Timing impatient = Timing.DEFAULT.withIdle(Duration.ofMillis(200)).withRetries(0);
        try (Downloader downloader = new Downloader(stores.root().resolve("fetch"), impatient)) {
            StockStages stages = new StockStages(downloader);

            assertThatThrownBy(() -> stores.store().realize(stages.fetch(fetchOf("/slow"))))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("PT0.2S");
        }
        assertThat(attempts()).hasSize(1);
    }

    @Test
    void fetch132_aServerThatIsNotThereIsSaid() throws Exception {
        URI nowhere = server.uri("/file");
        server.close();

        assertThatThrownBy(() -> fetch(checked(nowhere, CONTENT)))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("refuses the connection");
    }

    // Nodes

    @Test
    void node133_otherBytesAreAnotherDerivation() {
        Config config = Config.builder("node").build();

        Realization one = node(config, Map.of("a/b", "1".getBytes(UTF_8)));
        Realization two = node(config, Map.of("a/b", "2".getBytes(UTF_8)));
        Realization three = node(config, Map.of("a/c", "2".getBytes(UTF_8)));
        Realization again = node(config, Map.of("a/b", "1".getBytes(UTF_8)));

        assertThat(one.path().resolve("a/b")).hasContent("1");
        assertThat(List.of(two.ref().dref(), three.ref().dref()))
                .doesNotHaveDuplicates()
                .doesNotContain(one.ref().dref());
        assertThat(again).isEqualTo(one);
    }

    private Realization node(Config config, Map<String, byte[]> files) {
        return stores.store()
                .realize(stores.store().stages().node(config, files))
                .one();
    }

    @Test
    void node133_bytesThatChangeLaterChangeNothing() {
        byte[] content = "before".getBytes(UTF_8);
        Stage<Ref.DRef> stage =
                stores.store().stages().node(Config.builder("node").build(), Map.of("file", content));
        content[0] = 'X';

        assertThat(stores.store().realize(stage).one().path().resolve("file")).hasContent("before");
    }

    @Test
    void node133_theReservedKeyIsRejected() {
        Config config = Config.builder("node").set("artifacts", 1).build();

        assertThatThrownBy(() -> stores.store().stages().node(config, Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("artifacts")
                .hasMessageContaining("reserved");
    }

    @Test
    void node133_pathsThatLeadOutOrMeetAreRejected() {
        Config config = Config.builder("node").build();
        for (String path : List.of("", "/a", "../a", "a/../b", "a//b", "a/")) {
            assertThatThrownBy(() -> stores.store().stages().node(config, Map.of(path, new byte[0])))
                    .as(path)
                    .isInstanceOf(InvalidConfigException.class);
        }
        assertThatThrownBy(() -> stores.store()
                        .stages()
                        .node(config, Map.of("a", new byte[0], "a-b", new byte[0], "a/b", new byte[0])))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("a/b");
    }

    @Test
    void node133_anEmptyNodeIsAnEmptyFolder() {
        assertThat(node(Config.builder("empty").build(), Map.of()).path()).isEmptyDirectory();
    }

    @Test
    void aFileHasItsNameAndTheDerivationWhatItCanOfIt() {
        Realization file = stores.store()
                .realize(stores.store().stages().file("größe.tar.gz", new byte[3]))
                .one();

        assertThat(file.path().resolve("größe.tar.gz")).hasBinaryContent(new byte[3]);
        assertThat(file.ref().name()).isEqualTo("gr-e-tar-gz");
        assertThat(stores.store().config(file.ref().dref()).promises()).hasSize(1);
    }

    @Test
    void aNameOfNothingButOtherCharactersIsANameToo() {
        Realization dots = stores.store()
                .realize(stores.store().stages().file("...", new byte[1]))
                .one();

        assertThat(dots.ref().name()).isEqualTo("-");
        assertThatThrownBy(() -> stores.store().stages().file("..", new byte[1]))
                .isInstanceOf(InvalidConfigException.class);
    }
}
