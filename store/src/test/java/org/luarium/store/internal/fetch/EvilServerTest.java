// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.luarium.store.internal.fetch.EvilServer.hangsAfter;
import static org.luarium.store.internal.fetch.EvilServer.says;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.store.FetchException;
import org.luarium.store.HashMismatchException;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.internal.fetch.EvilServer.Evil;

final class EvilServerTest {
    private static final int SIZE = 100_000;
    private static final int CUT = 40_000;
    private static final byte[] CONTENT = new byte[SIZE];
    private static final byte[] OTHER = new byte[SIZE];

    static {
        new Random(3).nextBytes(CONTENT);
        new Random(4).nextBytes(OTHER);
    }

    private static final Timing PATIENT = Timing.DEFAULT.withBackOff(Duration.ofMillis(1));
    private static final Timing ONCE = PATIENT.withRetries(0).withIdle(Duration.ofMillis(300));

    @TempDir
    Path folder;

    private final AtomicBoolean interrupted = new AtomicBoolean();
    private Path partials;
    private Path target;
    private Downloader once;
    private Downloader patient;

    @BeforeEach
    void open() {
        partials = folder.resolve("fetch");
        target = folder.resolve("file");
        once = new Downloader(partials, ONCE);
        patient = new Downloader(partials, PATIENT);
    }

    @AfterEach
    void close() {
        once.close();
        patient.close();
    }

    private static FetchRequest.Builder request(EvilServer server) throws Exception {
        return FetchRequest.of(server.uri()).sha256(DownloaderTest.hash("SHA-256", CONTENT));
    }

    private void fetch(Downloader downloader, EvilServer server) throws Exception {
        Progress progress = (received, total) -> {
            if (received == CUT) {
                server.cut();
            }
        };
        downloader.fetch(request(server).build(), target, progress, () -> false);
    }

    private static byte[] cut(byte[] content) {
        return Arrays.copyOf(content, CUT);
    }

    private static byte[] rest(byte[] content) {
        return Arrays.copyOfRange(content, CUT, SIZE);
    }

    private static final String HEAD = "HTTP/1.1 200 OK\nConnection: close\nContent-Length: " + SIZE;
    private static final String TAG = "\nETag: \"v1\"";

    /** Breaks off in the middle. */
    private static Evil breaks(String version) {
        return (out, server) -> {
            says(HEAD + version, cut(CONTENT)).answer(out, server);
            out.flush();
            // The client forgets what it was about to hand out when a connection breaks
            server.awaitCut();
        };
    }

    private static Evil whole() {
        return says(HEAD + TAG, CONTENT);
    }

    private static Evil partial(String range, byte[] body, String more) {
        return says(
                "HTTP/1.1 206 Partial\nConnection: close\nContent-Range: " + range + "\nContent-Length: " + body.length
                        + more,
                body);
    }

    private static String right() {
        return "bytes " + CUT + "-" + (SIZE - 1) + "/" + SIZE;
    }

    @ParameterizedTest
    @ValueSource(strings = {TAG, "\nLast-Modified: Wed, 21 Oct 2015 07:28:00 GMT"})
    void fetch126_resumeOfAPartialDownloadEndsInRightBytes(String version) throws Exception {
        try (EvilServer server = new EvilServer(breaks(version), partial(right(), rest(CONTENT), version))) {
            assertThatThrownBy(() -> fetch(once, server))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("the connection ended after 40000 of 100000 bytes; try again later");

            fetch(once, server);

            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests().get(0)).doesNotContain("Range");
            assertThat(server.requests().get(1))
                    .contains("Range: bytes=40000-", "If-Range: " + version.substring(version.indexOf(' ') + 1));
            assertThat(partials).isEmptyDirectory();
        }
    }

    @Test
    void fetch126_resumeHappensWithinOneFetchToo() throws Exception {
        try (EvilServer server = new EvilServer(breaks(TAG), partial(right(), rest(CONTENT), TAG))) {
            fetch(patient, server);

            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests()).hasSize(2);
        }
    }

    /** What a server may answer to a range, other than that range. */
    static Stream<Evil> wrongRanges() {
        return Stream.of(
                whole(),
                says("HTTP/1.1 416 No\nConnection: close\nContent-Length: 0"),
                partial("bytes 0-" + (SIZE - 1) + "/" + SIZE, CONTENT, TAG),
                partial("bytes 39999-99999/100000", Arrays.copyOfRange(CONTENT, CUT - 1, SIZE), TAG),
                partial("bytes 40000-59999/100000", Arrays.copyOfRange(CONTENT, CUT, 60_000), TAG),
                partial("bytes 40000-39999/100000", new byte[0], TAG),
                partial("bytes 40000-99998/100000", rest(CONTENT), TAG),
                partial("bytes 40000-99999/100000", Arrays.copyOfRange(CONTENT, CUT, 70_000), TAG),
                partial("bytes 40000-999999999999999999999/*", rest(CONTENT), TAG),
                partial("lines 1-2/3", rest(CONTENT), TAG),
                partial("", rest(CONTENT), TAG),
                partial(right(), rest(CONTENT), "\nETag: \"v2\""),
                partial(right(), rest(OTHER), TAG));
    }

    @ParameterizedTest
    @MethodSource("wrongRanges")
    void fetch126_wrongRangeLeadsToACleanRestart(Evil evil) throws Exception {
        try (EvilServer server = new EvilServer(breaks(TAG), evil, whole())) {
            fetch(patient, server);

            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests().get(1)).contains("Range: bytes=40000-");
            assertThat(server.requests().stream().skip(2)).allMatch(r -> !r.contains("Range"));
            assertThat(partials).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\nETag: W/\"weak\""})
    void withoutAVersionNothingIsResumed(String version) throws Exception {
        try (EvilServer server = new EvilServer(breaks(version), whole())) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(FetchException.class);
            assertThat(partials).isEmptyDirectory();

            fetch(once, server);

            assertThat(server.requests().get(1)).doesNotContain("Range");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"v1\"", "\"v1\"\nmore\n"})
    void damagedSidecarLeadsToACleanRestart(String text) throws Exception {
        try (EvilServer server = new EvilServer(breaks(TAG), whole())) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(FetchException.class);
            try (Stream<Path> files = Files.list(partials)) {
                Path sidecar = files.filter(f -> f.toString().endsWith(".from"))
                        .findAny()
                        .orElseThrow();
                Files.writeString(sidecar, text);
            }

            fetch(once, server);

            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests().get(1)).doesNotContain("Range");
        }
    }

    @Test
    void d12_partialSpoiltOnDiskIsFetchedAnew() throws Exception {
        try (EvilServer server = new EvilServer(breaks(TAG), partial(right(), rest(CONTENT), TAG), whole())) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(FetchException.class);
            try (Stream<Path> files = Files.list(partials)) {
                Path partial = files.filter(f -> f.toString().endsWith(".part"))
                        .findAny()
                        .orElseThrow();
                Files.write(partial, cut(OTHER));
            }

            fetch(once, server);

            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void d12_serverThatStaysWrongIsGivenUpAndNothingKept() throws Exception {
        try (EvilServer server =
                new EvilServer(breaks(TAG), partial(right(), rest(OTHER), TAG), says(HEAD + TAG, OTHER))) {
            assertThatThrownBy(() -> fetch(patient, server)).isInstanceOf(HashMismatchException.class);

            assertThat(server.requests()).hasSize(3);
            assertThat(target).doesNotExist();
            assertThat(partials).isEmptyDirectory();
        }
    }

    @Test
    void anotherExpectedHashDoesNotContinueTheSamePartial() throws Exception {
        try (EvilServer server = new EvilServer(breaks(TAG), says(HEAD + TAG, OTHER))) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(FetchException.class);

            FetchRequest other = FetchRequest.of(server.uri())
                    .sha256(DownloaderTest.hash("SHA-256", OTHER))
                    .build();
            once.fetch(other, target, Progress.NONE, () -> false);

            assertThat(server.requests().get(1)).doesNotContain("Range");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\nContent-Le",
                "HTTP/1.1 200 OK\nContent-Length: 100000\n\nabc",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nabcde\n"
            })
    void fetch132_hangingServerIsGivenUp(String text) throws Exception {
        try (EvilServer server = new EvilServer(hangsAfter(text))) {
            assertThatThrownBy(() -> fetch(once, server))
                    .isInstanceOf(FetchException.class)
                    .hasMessageMatching(".*the server sent no (answer|byte) for PT0.3S; try again later");
            assertThat(target).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\nContent-Length: 100000\n\nabc"})
    void hangingServerIsCancelledWithinATenthOfASecond(String text) throws Exception {
        try (EvilServer server = new EvilServer(hangsAfter(text))) {
            AtomicBoolean cancelled = new AtomicBoolean();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread fetching = start(server, cancelled, thrown);

            long begun = System.nanoTime();
            cancelled.set(true);
            fetching.join();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(100));
            assertThat(thrown.get()).isInstanceOf(RealizeCancelledException.class);
        }
    }

    @Test
    void interruptCancelsAndStays() throws Exception {
        try (EvilServer server = new EvilServer(hangsAfter("HTTP/1.1 200 OK\nContent-Length: 100000\n\nabc"))) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread fetching = start(server, new AtomicBoolean(), thrown);

            fetching.interrupt();
            fetching.join();

            assertThat(interrupted).isTrue();
            assertThat(thrown.get()).isInstanceOf(RealizeCancelledException.class);
        }
    }

    private Thread start(EvilServer server, AtomicBoolean cancelled, AtomicReference<Throwable> thrown)
            throws Exception {
        FetchRequest request = request(server).build();
        Thread fetching = new Thread(
                () -> {
                    try {
                        patient.fetch(request, target, Progress.NONE, cancelled::get);
                    } catch (RuntimeException e) {
                        interrupted.set(Thread.currentThread().isInterrupted());
                        thrown.set(e);
                    }
                },
                "fetching");
        fetching.start();
        await().until(() -> !server.requests().isEmpty());
        return fetching;
    }

    @Test
    void closingTheDownloaderCancels() throws Exception {
        try (EvilServer server = new EvilServer(hangsAfter(""))) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread fetching = start(server, new AtomicBoolean(), thrown);

            patient.close();
            fetching.join();

            assertThat(thrown.get()).isInstanceOf(RealizeCancelledException.class);
        }
    }

    @Test
    void slowDripEndsAtTheDeadline() throws Exception {
        Timing generous = ONCE.withIdle(Duration.ofSeconds(30));
        try (EvilServer server = new EvilServer(EvilServerTest::drip);
                Downloader downloader = new Downloader(partials, generous)) {
            assertThatThrownBy(() -> downloader.fetch(
                            request(server).deadline(Duration.ofMillis(400)).build(),
                            target,
                            Progress.NONE,
                            () -> false))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("longer than PT0.4S");
        }
    }

    private static void drip(java.io.OutputStream out, EvilServer server) throws IOException, InterruptedException {
        out.write((HEAD.replace("\n", "\r\n") + "\r\n\r\n").getBytes(ISO_8859_1));
        do {
            out.write(1);
            out.flush();
        } while (!server.awaitClosed(Duration.ofMillis(20)));
    }

    @Test
    void headersWithoutEndAreGivenUp() throws Exception {
        Evil endless = (out, server) -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
            byte[] header = ("X-More: " + "x".repeat(1000) + "\r\n").getBytes(ISO_8859_1);
            while (!server.isClosed()) {
                out.write(header);
            }
        };
        try (EvilServer server = new EvilServer(endless)) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(FetchException.class);
            assertThat(target).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\n\n",
                "HTTP/1.1 abc\n\n",
                "HTTP/1.1 200 OK\nContent-Length: -5\n\nx",
                "HTTP/1.1 200 OK\nContent-Length: 99999999999999999999\n\nx",
                "HTTP/1.1 200 OK\nContent-Length: many\n\nx",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nzz\nx",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n7fffffff\nx",
                "HTTP/1.1 302 Found\nContent-Length: 0\n\n",
                "HTTP/1.1 206 Partial\nContent-Range: bytes 0-1/2\nContent-Length: 2\n\nxx"
            })
    void nonsenseIsAnError(String text) throws Exception {
        Evil evil = (out, server) -> out.write(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
        try (EvilServer server = new EvilServer(evil)) {
            assertThatThrownBy(() -> fetch(once, server))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("; ");
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void brokenConnectionIsTriedThreeTimesMore() throws Exception {
        try (EvilServer server = new EvilServer((out, s) -> {})) {
            assertThatThrownBy(() -> fetch(patient, server))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("broke 4 times; try again later");
        }
    }

    @Test
    void serverThatLiesAboutTheLengthSendsTheWrongBytes() throws Exception {
        try (EvilServer server =
                new EvilServer(says("HTTP/1.1 200 OK\nConnection: close\nContent-Length: " + CUT + TAG, CONTENT))) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(HashMismatchException.class);
            assertThat(partials).isEmptyDirectory();
        }
    }

    @Test
    void truncatedBodyWithoutLengthIsFoundByItsHash() throws Exception {
        try (EvilServer server = new EvilServer(says("HTTP/1.1 200 OK\nConnection: close" + TAG, cut(CONTENT)))) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(HashMismatchException.class);
            assertThat(partials).isEmptyDirectory();
        }
    }
}
