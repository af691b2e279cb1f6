// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.luarium.packages.internal.web.HandServer.write;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.packages.IndexInfo;
import org.luarium.packages.RepositoryIndexException;
import org.luarium.packages.RepositoryIndexException.Reason;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RepositoryOptions;
import org.luarium.packages.RockName;
import org.luarium.packages.internal.web.HandServer;
import org.luarium.packages.spi.Release;

/** Old lists that are played back (K12), as far as an index can tell. */
class HostileIndexTest {
    private static final RockName SAY = new RockName("say");
    private static final String SAY_FILE = "say-1.4-1.src.rock";

    @TempDir
    private Path home;

    private final ManualClock clock = new ManualClock();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private volatile String headers = "";
    private HandServer server;
    private Repositories repositories;

    @BeforeEach
    void open() throws IOException {
        server = new HandServer(this::serve);
        repositories = another();
        put("manifest", "say 1.4-1 src\nend\n");
        put(SAY_FILE, "say");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void serve(String request, OutputStream out, HandServer self) throws IOException {
        byte[] file = files.get(request.replaceFirst("(?s)^GET /(\\S*) .*", "$1"));
        write(
                out,
                file == null ? "HTTP/1.1 404 Not Found" : "HTTP/1.1 200 OK" + headers,
                file == null ? new byte[0] : file);
    }

    /** As another process of the same home has it. */
    private Repositories another() {
        return another(clock);
    }

    private Repositories another(InstantSource time) {
        return new Repositories(
                home.resolve("repositories"),
                new RepositoryFactory(home.resolve("copies"), home.resolve("seen"), new LineReader(), time));
    }

    private void put(String name, String text) {
        files.put(name, text.getBytes(UTF_8));
    }

    private void index(long serial, String expires, @Nullable KeyPair key) throws GeneralSecurityException {
        Map<String, byte[]> named = new TreeMap<>(files);
        named.remove(RepositoryIndex.FILE);
        StringBuilder text = new StringBuilder("luarium-index-1\nserial " + serial + "\n" + expires);
        for (Map.Entry<String, byte[]> file : named.entrySet()) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(file.getValue());
            text.append(HexFormat.of().formatHex(hash) + "  " + file.getKey() + "\n");
        }
        if (key != null) {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key.getPrivate());
            signer.update(text.toString().getBytes(UTF_8));
            Base64.Encoder base64 = Base64.getEncoder();
            text.append("signature " + base64.encodeToString(key.getPublic().getEncoded()) + " "
                    + base64.encodeToString(signer.sign()) + "\n");
        }
        put(RepositoryIndex.FILE, text.toString());
    }

    private void index(long serial) throws GeneralSecurityException {
        index(serial, "", null);
    }

    private static KeyPair key() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    /** Adds the server or a folder with the same files. */
    private void add(String kind) throws IOException {
        URI location = kind.equals("server") ? server.uri("/") : folder().toUri();
        repositories.add(
                location,
                RepositoryOptions.builder("lab").plainHttp(true).local(true).build());
    }

    private Path folder() throws IOException {
        Path folder = Files.createDirectories(home.resolve("rocks"));
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        return folder;
    }

    private RepositoryInfo look() throws IOException {
        folder();
        return repositories.refresh("lab");
    }

    private void refused(Reason reason, String... explanations) {
        assertThatThrownBy(() -> repositories.releases(SAY))
                .isInstanceOfSatisfying(RepositoryIndexException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.repository()).isEqualTo("lab");
                    assertThat(e.getMessage()).contains(explanations);
                });
    }

    /** A machine that lost its copies: only the memory is left. */
    private void loseCopies() throws IOException {
        if (Files.isDirectory(home.resolve("copies"))) {
            try (Stream<Path> copies = Files.walk(home.resolve("copies"))) {
                for (Path copy : copies.filter(Files::isRegularFile).toList()) {
                    Files.delete(copy);
                }
            }
        }
        repositories = another();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "folder"})
    void k12RefusesAnIndexThatIsPlayedBack(String kind) throws Exception {
        KeyPair key = key();
        index(41, "", key);
        byte[] old = files.get(RepositoryIndex.FILE);
        put("manifest", "say 1.4-1 src\nsay 1.4-2 src\nend\n");
        put("say-1.4-2.src.rock", "repaired");
        index(42, "", key);
        add(kind);
        assertThat(look().index()).contains(new IndexInfo(42, Optional.empty(), true));
        assertThat(repositories.releases(SAY).orElseThrow().versions()).hasSize(2);

        put("manifest", "say 1.4-1 src\nend\n");
        files.remove("say-1.4-2.src.rock");
        files.put(RepositoryIndex.FILE, old);
        loseCopies();

        assertThat(look().problem()).get().asString().contains("serial 41");
        refused(Reason.OLDER, "serial 41", "older", "42", "delete the folder " + home.resolve("seen"));
        repositories.remove("lab");
        add(kind);
        refused(Reason.OLDER, "serial 41");
        index(43, "", key);
        assertThat(look().problem()).isEmpty();
    }

    @Test
    void k12GoesOnWithTheCopyOfWhatIsNewerAndSaysSo() throws Exception {
        index(42);
        add("server");
        look();
        put("manifest", "end\n");
        index(41);

        RepositoryInfo info = look();

        assertThat(info.problem()).get().asString().contains("serial 41");
        assertThat(info.index()).contains(new IndexInfo(42, Optional.empty(), false));
        assertThat(repositories.releases(SAY)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "folder"})
    void k12RefusesAnIndexWhoseTimeIsOver(String kind) throws Exception {
        index(1, "expires " + clock.instant().plus(Duration.ofDays(1)) + "\n", null);
        add(kind);
        assertThat(repositories.releases(SAY)).isPresent();

        clock.pass(Duration.ofDays(1));

        refused(Reason.EXPIRED, "counted until", "clock");
        if (kind.equals("server")) {
            server.close();
            repositories = another();
            refused(Reason.EXPIRED, "counted until");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "folder"})
    void k12RefusesARepositoryThatHasLostItsIndex(String kind) throws Exception {
        index(7);
        add(kind);
        look();
        files.remove(RepositoryIndex.FILE);
        loseCopies();
        folder();

        refused(Reason.MISSING, "had one with the serial 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unsigned", "other", "forged"})
    void k12RefusesWhatIsNotOfTheKeyThatSignedFirst(String kind) throws Exception {
        KeyPair key = key();
        index(7, "", key);
        add("folder");
        look();
        switch (kind) {
            case "unsigned" -> index(8);
            case "other" -> index(8, "", key());
            default -> {
                String text = new String(files.get(RepositoryIndex.FILE), UTF_8);
                put(RepositoryIndex.FILE, text.replace("serial 7", "serial 8"));
            }
        }
        folder();

        refused(Reason.UNTRUSTED, "luarium-index");
        index(8, "", key);
        assertThat(look().problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "folder"})
    void k12RefusesRocksAndListsThatTheIndexDoesNotName(String kind) throws Exception {
        put("evil-1-1.src.rock", "evil");
        put("manifest", "evil 1-1 src\nsay 1.4-1 src\nend\n");
        byte[] evil = files.remove("evil-1-1.src.rock");
        index(1);
        files.put("evil-1-1.src.rock", evil);
        add(kind);

        assertThat(look().remarks()).singleElement().asString().contains("evil-1-1.src.rock", "does not name it");
        assertThat(repositories.releases(new RockName("evil"))).isEmpty();
        put(SAY_FILE, "yas");
        folder();
        Offers offers = repositories.offers();
        Release say = offers.releases(SAY, "lab").get(0);
        try (InputStream in = offers.open("lab", say, "src")) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(SAY_FILE + " is not the one that its luarium-index with the serial 1 names");
        }
        if (kind.equals("server")) {
            put("manifest", "say 1.4-1 src\nsay 1.3-1 src\nend\n");
            loseCopies();
            refused(Reason.CONTRADICTED, "manifest is not the one");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "luarium-index-1\n",
                "luarium-index-2\nserial 1\n",
                "luarium-index-1\nserial 1",
                "luarium-index-1\nserial -1\n",
                "luarium-index-1\nserial 1000000000000000000\n",
                "luarium-index-1\nserial 1\nexpires never\n",
                "luarium-index-1\nserial 1\nabc  manifest\n",
            })
    void k12RefusesAnIndexThatCannotBeRead(String text) throws IOException {
        put(RepositoryIndex.FILE, text);
        add("folder");

        refused(Reason.MALFORMED, "luarium-index is wrong");
    }

    /** Without an index there is the time of the last change, and who adds a repository again believes it anew. */
    @Test
    void k12RefusesAnEarlierTimeOfAListUntilTheRepositoryIsAddedAgain() throws IOException {
        headers = "\nLast-Modified: Wed, 02 Jan 2030 00:00:00 GMT";
        add("server");
        assertThat(look().problem()).isEmpty();
        headers = "\nLast-Modified: Tue, 01 Jan 2030 00:00:00 GMT";

        assertThat(look().problem()).get().asString().contains("older than before", "add it again");

        repositories.remove("lab");
        add("server");
        assertThat(look().problem()).isEmpty();
    }

    @Test
    void takesNoPageOfAServerThatAnswersToEveryNameForAnIndex() throws IOException {
        put(RepositoryIndex.FILE, "<html>Welcome</html>");
        add("server");

        assertThat(look().index()).isEmpty();
        assertThat(repositories.releases(SAY)).isPresent();
    }

    @Test
    void readsWhatTheCommandsOfTheDocumentationWrite() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "skipped: there is no openssl");
        String page = Files.readString(Path.of("..", "docs", "repositories.md"));
        Matcher script = Pattern.compile("```text\n(\\{.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(script.find()).isTrue();
        Path rocks = folder();
        Path key = home.resolve("key.pem");
        run(rocks, key, "openssl genpkey -algorithm ed25519 -out \"$KEY\"");
        repositories = another(InstantSource.system());

        run(rocks, key, script.group(1));
        repositories.add(rocks.toUri(), RepositoryOptions.of("lab"));

        RepositoryInfo info = repositories.find("lab").orElseThrow();
        assertThat(info.problem()).isEmpty();
        assertThat(info.index().orElseThrow().signed()).isTrue();
        assertThat(info.index().orElseThrow().expires()).isPresent();
        assertThat(repositories.releases(SAY)).isPresent();
    }

    private static void run(Path folder, Path key, String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of("sh", "-ec", script)));
        builder.directory(folder.toFile()).inheritIO().environment().put("KEY", key.toString());
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
