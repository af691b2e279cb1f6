// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.packages.internal.web.HandServer.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.internal.web.HandServer;
import org.luarium.packages.internal.web.Patience;
import org.luarium.packages.internal.web.Rules;
import org.luarium.packages.internal.web.WebClient;
import org.luarium.packages.spi.Release;

class HttpRepositoryTest {
    private static final Release SAY =
            new Release(new RockName("say"), RockVersion.of("1.4-1"), Set.of("rockspec", "src"));
    private static final String LIST = "say 1.4-1 rockspec\nsay 1.4-1 src\nend\n";
    private static final Duration LONG = Duration.ofMinutes(11);
    private static final long MOST = 10_000;

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private volatile String headers = "";
    private volatile boolean broken;
    private HandServer server;

    @BeforeEach
    void start() throws IOException {
        server = new HandServer(this::serve);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** A decent server, unless it is broken. */
    private void serve(String request, OutputStream out, HandServer self) throws IOException {
        String path = request.replaceFirst("(?s)^GET /rocks/(\\S*) .*", "$1");
        byte[] file = files.get(path);
        if (broken) {
            write(out, "HTTP/1.1 503 Broken", new byte[0]);
        } else if (file == null) {
            write(out, "HTTP/1.1 404 Not Found", new byte[0]);
        } else if (request.contains("If-None-Match: \"" + file.length + "\"")) {
            write(out, "HTTP/1.1 304 Not Modified", new byte[0]);
        } else {
            write(out, "HTTP/1.1 200 OK\nETag: \"" + file.length + "\"" + headers, file);
        }
    }

    private HttpRepository repository() {
        return repository(server.uri("/rocks"));
    }

    private HttpRepository repository(URI address) {
        Patience patience = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));
        WebClient client = new WebClient(new Rules(true, true), patience);
        return new HttpRepository(
                "web",
                address,
                client,
                client,
                folder,
                folder,
                new LineReader(),
                clock,
                new HttpRepository.Limits(MOST, MOST));
    }

    /** What was asked for besides an index, which is not there. */
    private List<String> asked() {
        return server.requests().stream()
                .filter(request -> !request.contains(RepositoryIndex.FILE))
                .toList();
    }

    private void put(String name, String text) {
        files.put(name, text.getBytes(UTF_8));
    }

    @Test
    void offersWhatTheManifestSays() throws IOException {
        put("manifest", LIST);
        HttpRepository repository = repository();

        assertThat(repository.releases()).containsExactly(SAY);
        assertThat(repository.age()).contains(Duration.ZERO);
        assertThat(repository.problem()).isEmpty();
        assertThat(asked()).hasSize(1);
    }

    @Test
    void asksAgainOnlyForWhatChanged() throws IOException {
        put("manifest", LIST);
        HttpRepository repository = repository();
        Object before = repository.releases();

        assertThat(repository.releases()).isSameAs(before);
        assertThat(asked()).hasSize(1);

        clock.pass(LONG);
        assertThat(repository.releases()).isSameAs(before);
        assertThat(asked()).hasSize(2).last().asString().contains("If-None-Match: \"" + LIST.length() + "\"");
        assertThat(repository.age()).contains(Duration.ZERO);

        put("manifest", "new 1-1 src\n" + LIST);
        repository.expire();
        assertThat(repository.releases()).hasSize(2);
    }

    @Test
    void aSecondProcessUsesTheFreshCopyOfTheFirst() throws IOException {
        put("manifest", LIST);
        repository().releases();
        clock.pass(Duration.ofMinutes(1));

        HttpRepository second = repository();

        assertThat(second.releases()).containsExactly(SAY);
        assertThat(second.age()).contains(Duration.ofMinutes(1));
        assertThat(asked()).hasSize(1);
    }

    @Test
    void whenTheServerIsDownTheCopyCountsWithItsAge() throws IOException {
        put("manifest", LIST);
        HttpRepository repository = repository();
        repository.releases();
        server.close();
        clock.pass(LONG);

        assertThat(repository.releases()).containsExactly(SAY);
        assertThat(repository.age()).contains(LONG);
        assertThat(repository.problem()).get().asString().contains("does not take the connection");
        assertThat(repository().releases()).containsExactly(SAY);
    }

    @Test
    void withoutACopyAServerThatIsDownIsAnErrorThatSaysWhatToDo() throws IOException {
        broken = true;
        HttpRepository repository = repository();

        assertThatThrownBy(repository::releases)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/rocks/")
                .hasMessageContaining("answered 503")
                .hasMessageContaining("try again later");

        broken = false;
        put("manifest", LIST);
        assertThatThrownBy(repository::releases).isInstanceOf(IOException.class);
        clock.pass(Duration.ofMinutes(1));
        assertThat(repository.releases()).containsExactly(SAY);
    }

    @Test
    void readsTheListsOfVersionsWhereThereIsNoOther() throws IOException {
        put("manifest-5.1", "old 1-1 src\nend\n");
        files.put("manifest-5.4.zip", zip(LIST.getBytes(UTF_8)));
        HttpRepository repository = repository();

        assertThat(repository.releases())
                .extracting(release -> release.name().text())
                .containsExactly("old", "say");
    }

    private static byte[] zip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("manifest-5.4"));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void aZippedBombIsStopped() throws IOException {
        files.put("manifest-5.4.zip", zip(new byte[1 << 20]));

        assertThatThrownBy(repository()::releases)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than " + MOST + " bytes");
        assertNothingIsLeft();
    }

    @Test
    void aPackedBombIsStopped() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[1 << 20]);
        }
        headers = "\nContent-Encoding: gzip";
        files.put("manifest", bytes.toByteArray());

        assertThatThrownBy(repository()::releases)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than " + MOST + " bytes");
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void whatIsNoRepositoryIsNamed() {
        assertThatThrownBy(repository()::releases)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no repository at " + server.uri("/rocks/"))
                .hasMessageContaining("check the address");
    }

    @Test
    void aDamagedListDoesNotReplaceAGoodOne() throws IOException {
        put("manifest", LIST);
        HttpRepository repository = repository();
        repository.releases();
        put("manifest", "say 1.4-1 rockspec\nsa");
        clock.pass(LONG);

        assertThat(repository.releases()).containsExactly(SAY);
        assertThat(repository.problem()).get().asString().contains("no list of rocks");
        assertThat(repository().releases()).containsExactly(SAY);
    }

    @Test
    void aBrokenOffListDoesNotReplaceAGoodOne() throws IOException {
        put("manifest", LIST);
        HttpRepository repository = repository();
        repository.releases();
        put("manifest", "more 1-1 src\n" + LIST);
        headers = "\nContent-Length: 100000";
        clock.pass(LONG);

        assertThat(repository.releases()).containsExactly(SAY);
        assertThat(repository.problem()).get().asString().contains("not complete");
    }

    @Test
    void anOlderListIsRefused() throws IOException {
        put("manifest", LIST);
        headers = "\nLast-Modified: Wed, 02 Jan 2030 00:00:00 GMT";
        HttpRepository repository = repository();
        repository.releases();
        put("manifest", "say 1.3-1 src\nend\n");
        headers = "\nLast-Modified: Tue, 01 Jan 2030 00:00:00 GMT";
        clock.pass(LONG);

        assertThat(repository.releases()).containsExactly(SAY);
        assertThat(repository.problem()).get().asString().contains("older than before");
    }

    @Test
    void aDamagedCopyIsNoCopy() throws IOException {
        put("manifest", LIST);
        repository().releases();
        try (Stream<Path> copies = Files.walk(folder)) {
            for (Path copy : copies.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".note"))
                    .toList()) {
                Files.writeString(copy, "evil 1-1 src\nend\n");
            }
        }

        assertThat(repository().releases()).containsExactly(SAY);
        assertThat(asked()).hasSize(2).last().asString().doesNotContain("If-None-Match");
    }

    @Test
    void aFileWithHostileNamesIsReadWithoutThem() throws IOException {
        put("manifest", "../x 1-1 src\nSAY 1-1 src\na\u001b[31m 1-1 src\nb 1 src\nc 1-1 ../src\nd 1-1-1 src\n" + LIST);
        HttpRepository repository = repository();

        assertThat(repository.releases()).containsExactly(SAY);
        assertThat(repository.remarks()).hasSize(6).allMatch(remark -> remark.matches("[ -~]+ is ignored: [ -~]+"));
    }

    @Test
    void opensArtifacts() throws IOException {
        put("manifest", LIST);
        put("say-1.4-1.src.rock", "rock");
        HttpRepository repository = repository();

        try (InputStream in = repository.open(repository.releases().get(0), "src")) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("rock");
        }
    }

    @Test
    void anArtifactThatWentSinceTheListWasReadMakesTheListBeReadAgain() throws IOException {
        put("manifest", LIST);
        HttpRepository repository = repository();
        Release release = repository.releases().get(0);
        put("manifest", "end\n");

        assertThatThrownBy(() -> repository.open(release, "src"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answered 404")
                .hasMessageContaining("look what the repository has now");
        assertThat(repository.releases()).isEmpty();
    }

    @Test
    void anArtifactThatIsTooLargeIsBrokenOff() throws IOException {
        put("manifest", LIST);
        files.put("say-1.4-1.src.rock", new byte[20_000]);
        HttpRepository repository = repository();

        try (InputStream in = repository.open(repository.releases().get(0), "src")) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("more than");
        }
    }
}
