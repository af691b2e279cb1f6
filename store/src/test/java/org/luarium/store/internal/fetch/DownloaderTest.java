// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.store.FetchException;
import org.luarium.store.HashMismatchException;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.StoreAccessException;

final class DownloaderTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(7).nextBytes(CONTENT);
    }

    @TempDir
    Path folder;

    private Path partials;
    private Path target;
    private HttpServer server;
    private Downloader downloader;
    private final List<HttpExchange> asked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        partials = folder.resolve("fetch");
        target = folder.resolve("file");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        downloader = new Downloader(partials, Timing.DEFAULT.withBackOff(Duration.ofMillis(1)));
    }

    @AfterEach
    void stop() {
        downloader.close();
        server.stop(0);
        ((ExecutorService) server.getExecutor()).shutdownNow();
    }

    static String hash(String algorithm, byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private void serve(String path, Answer answer) {
        server.createContext(path, exchange -> {
            asked.add(exchange);
            try (exchange) {
                answer.to(exchange);
            }
        });
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().add("Location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    private FetchRequest.Builder request(String path) throws Exception {
        return FetchRequest.of(uri(path)).sha256(hash("SHA-256", CONTENT));
    }

    private Fetched fetch(FetchRequest request) {
        return downloader.fetch(request, target, Progress.NONE, () -> false);
    }

    private void assertNothingLeft() throws IOException {
        assertThat(target).doesNotExist();
        if (Files.exists(partials)) {
            assertThat(partials).isEmptyDirectory();
        }
    }

    @Test
    void fetch124_goodSha256IsThereUnderTheNameAskedFor() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));

        Fetched fetched = fetch(request("/a").build());

        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(fetched.size()).isEqualTo(CONTENT.length);
        assertThat(fetched.hash().hex()).isEqualTo(hash("SHA-256", CONTENT));
        assertThat(partials).isEmptyDirectory();
    }

    @Test
    void emptyFileIsAFile() throws Exception {
        serve("/a", exchange -> exchange.sendResponseHeaders(200, -1));

        fetch(FetchRequest.of(uri("/a")).sha256(hash("SHA-256", new byte[0])).build());

        assertThat(target).isEmptyFile();
    }

    @Test
    void fetch127_addressWithoutHashIsRefusedUnlessCheckedElsewhere() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));

        assertThatThrownBy(() -> fetch(FetchRequest.of(uri("/a")).build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("give its sha256");
        assertThat(asked).isEmpty();

        fetch(FetchRequest.of(uri("/a")).unchecked().build());
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void fetch127_hashOfALocalFileIsComputed() throws Exception {
        Path file = Files.write(folder.resolve("local file"), CONTENT);

        Fetched fetched = fetch(FetchRequest.parse(file.toString()).build());

        assertThat(fetched.hash().hex()).isEqualTo(hash("SHA-256", CONTENT));
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void fetch128_sha256AndSha1AreBothChecked() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));
        String sha1 = hash("SHA-1", CONTENT).toUpperCase(Locale.ROOT);

        assertThatThrownBy(() -> fetch(request("/a").sha1("0".repeat(40)).build()))
                .isInstanceOfSatisfying(HashMismatchException.class, e -> {
                    assertThat(e.expected()).isEqualTo("sha1:" + "0".repeat(40));
                    assertThat(e.actual()).isEqualToIgnoringCase("sha1:" + sha1);
                });
        assertThatThrownBy(() -> fetch(FetchRequest.of(uri("/a"))
                        .sha256("0".repeat(64))
                        .sha1(sha1)
                        .build()))
                .isInstanceOf(HashMismatchException.class)
                .hasMessageContaining("sha256:");
        assertNothingLeft();

        fetch(request("/a").sha1(sha1).build());
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void d12_wrongBytesDoNotPoisonTheNextAttempt() throws Exception {
        AtomicInteger times = new AtomicInteger();
        serve("/a", exchange -> {
            exchange.getResponseHeaders().add("ETag", "\"same\"");
            send(exchange, 200, times.getAndIncrement() == 0 ? new byte[CONTENT.length] : CONTENT);
        });

        assertThatThrownBy(() -> fetch(request("/a").build())).isInstanceOf(HashMismatchException.class);
        assertNothingLeft();

        fetch(request("/a").build());
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void fetch132_fileAddressIsCopiedAndChecked() throws Exception {
        Path file = Files.write(folder.resolve("local"), CONTENT);

        assertThatThrownBy(() -> fetch(
                        FetchRequest.of(file.toUri()).sha256("0".repeat(64)).build()))
                .isInstanceOf(HashMismatchException.class);
        assertNothingLeft();

        fetch(FetchRequest.of(file.toUri()).sha256(hash("SHA-256", CONTENT)).build());
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///no/such/file", "file:///dev/zero", "file:///tmp", "file://host/x", "/no/such"})
    void fetch132_localThatIsNoFileIsExplained(String source) throws Exception {
        assertThatThrownBy(() -> fetch(FetchRequest.parse(source).build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("; ");
        assertNothingLeft();
    }

    @Test
    void fetch132_redirectsAreFollowed() throws Exception {
        serve("/a", exchange -> redirect(exchange, "/b?x=1"));
        serve("/b", exchange -> redirect(exchange, uri("/c").toString()));
        serve("/c", exchange -> send(exchange, 200, CONTENT));

        fetch(request("/a").build());

        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void fetch132_endlessRedirectIsExplained() throws Exception {
        AtomicInteger hops = new AtomicInteger();
        serve("/a", exchange -> redirect(exchange, "/a/" + hops.incrementAndGet()));

        assertThatThrownBy(() -> fetch(request("/a").build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("redirected more than 5 times");
        assertThat(hops).hasValue(6);
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://example.org/x", "http://[broken", "mailto:x"})
    void redirectToSomethingElseIsRefused(String location) throws Exception {
        serve("/a", exchange -> redirect(exchange, location));

        assertThatThrownBy(() -> fetch(request("/a").build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("redirected");
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410, 403, 401, 400, 204, 206, 304})
    void fetch132_statusIsExplained(int status) throws Exception {
        serve("/a", exchange -> exchange.sendResponseHeaders(status, -1));

        assertThatThrownBy(() -> fetch(request("/a").build()))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.source()).isEqualTo(uri("/a")))
                .hasMessageContaining("answered " + status)
                .hasMessageContaining("; check");
        assertThat(asked).hasSize(1);
        assertNothingLeft();
    }

    @Test
    void fetch132_refusedConnectionIsExplained() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> fetch(FetchRequest.of(URI.create("http://127.0.0.1:" + port + "/"))
                        .unchecked()
                        .build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("refuses the connection; check");
    }

    @Test
    void fetch132_unknownHostIsExplained() {
        assertThatThrownBy(() -> fetch(FetchRequest.of(URI.create("http://nowhere.invalid/x"))
                        .unchecked()
                        .build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("host nowhere.invalid is unknown; check");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.org/x", "jar:file:/x!/y", "http:opaque", "http:///x"})
    void otherAddressesAreRefused(String source) {
        assertThatThrownBy(() ->
                        fetch(FetchRequest.of(URI.create(source)).unchecked().build()))
                .isInstanceOf(FetchException.class);
    }

    @Test
    void secretsAreSentToTheirServerOnlyAndNeverTold() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> got = new CopyOnWriteArrayList<>();
        other.createContext("/", exchange -> {
            got.add("other " + exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        other.start();
        serve("/a", exchange -> {
            got.add("first " + exchange.getRequestHeaders().getFirst("Authorization"));
            redirect(exchange, "http://127.0.0.1:" + other.getAddress().getPort() + "/x?token=s3cret");
        });
        URI source =
                URI.create("http://me:s3cret@127.0.0.1:" + server.getAddress().getPort() + "/a?key=s3cret");

        FetchRequest request = FetchRequest.of(source).unchecked().build();
        assertThatThrownBy(() -> fetch(request))
                .isInstanceOf(FetchException.class)
                .hasMessageNotContaining("s3cret")
                .hasMessageContaining("/a?...");
        other.stop(0);

        assertThat(got).containsExactly("first Basic bWU6czNjcmV0", "other null");
        assertThat(request.toString()).doesNotContain("s3cret");
        assertThatThrownBy(() -> FetchRequest.parse("http://me:s3cret@host/a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void overloadedServerIsAskedAgain() throws Exception {
        serve("/a", exchange -> send(exchange, asked.size() < 4 ? 503 : 200, CONTENT));

        fetch(request("/a").build());

        assertThat(asked).hasSize(4);
    }

    @Test
    void serverThatStaysOverloadedIsGivenUp() throws Exception {
        serve("/a", exchange -> send(exchange, 429, CONTENT));

        assertThatThrownBy(() -> fetch(request("/a").build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("answered 429 4 times; try again later");
        assertThat(asked).hasSize(4);
        assertNothingLeft();
    }

    @Test
    void waitThatIsAskedForIsHonoured() throws Exception {
        serve("/a", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "1");
            send(exchange, asked.size() < 2 ? 503 : 200, CONTENT);
        });

        long begun = System.nanoTime();
        fetch(request("/a").build());

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void waitThatIsTooLongIsAnError() throws Exception {
        serve("/a", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "3600");
            send(exchange, 503, CONTENT);
        });

        assertThatThrownBy(() -> fetch(request("/a").build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("come back in 3600 s");
        assertThat(asked).hasSize(1);
    }

    @Test
    void waitIsCancelled() throws Exception {
        serve("/a", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "9");
            send(exchange, 503, CONTENT);
        });

        assertThatThrownBy(() -> downloader.fetch(request("/a").build(), target, Progress.NONE, () -> !asked.isEmpty()))
                .isInstanceOf(RealizeCancelledException.class);
        assertNothingLeft();
    }

    @Test
    void fileThatIsTooLargeIsRefusedBeforeItComes() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));

        assertThatThrownBy(() -> fetch(request("/a").maxSize(299_999).build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("more than 299999 bytes");
        assertNothingLeft();

        fetch(request("/a").maxSize(300_000).build());
    }

    @Test
    void fileThatIsTooLargeWithoutSayingSoIsRefused() throws Exception {
        serve("/a", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(CONTENT);
        });

        assertThatThrownBy(() -> fetch(request("/a").maxSize(299_999).build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("more than 299999 bytes");
        assertNothingLeft();
    }

    @Test
    void progressTellsReceivedAndTotal() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));
        List<List<Long>> heard = new ArrayList<>();

        downloader.fetch(
                request("/a").build(), target, (received, total) -> heard.add(List.of(received, total)), () -> false);

        assertThat(heard).startsWith(List.of(0L, 300_000L)).endsWith(List.of(300_000L, 300_000L));
    }

    @Test
    void progressWithoutTotalTellsMinusOne() throws Exception {
        serve("/a", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(CONTENT);
        });
        List<Long> totals = new CopyOnWriteArrayList<>();

        downloader.fetch(request("/a").build(), target, (received, total) -> totals.add(total), () -> false);

        assertThat(totals).containsOnly(-1L);
    }

    @Test
    void existingTargetIsKept() throws Exception {
        Files.writeString(target, "mine");

        assertThatThrownBy(() -> fetch(request("/a").build())).isInstanceOf(StoreAccessException.class);

        assertThat(target).hasContent("mine");
    }

    @Test
    void manyWhoFetchTheSameAllGetIt() throws Exception {
        int many = 8;
        CountDownLatch all = new CountDownLatch(many);
        serve("/a", exchange -> {
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 100_000);
            exchange.getResponseBody().flush();
            all.countDown();
            try {
                all.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.getResponseBody().write(CONTENT, 100_000, 200_000);
        });
        ExecutorService threads = Executors.newFixedThreadPool(many);
        // Two downloaders stand for two processes
        try (Downloader second = new Downloader(partials, Timing.DEFAULT)) {
            List<Future<?>> fetches = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                Path own = folder.resolve("own" + i);
                Downloader used = i % 2 == 0 ? downloader : second;
                FetchRequest request = request("/a").build();
                fetches.add(threads.submit(() -> used.fetch(request, own, Progress.NONE, () -> false)));
            }
            for (Future<?> fetch : fetches) {
                fetch.get();
            }
        } finally {
            threads.shutdownNow();
        }

        for (int i = 0; i < many; i++) {
            assertThat(folder.resolve("own" + i)).hasBinaryContent(CONTENT);
        }
        assertThat(partials).isEmptyDirectory();
    }

    @Test
    void closingEndsTheThreads() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));
        List<Thread> before = threads();
        try (Downloader own = new Downloader(partials, Timing.DEFAULT)) {
            own.fetch(request("/a").build(), target, Progress.NONE, () -> false);
            assertThat(threads()).hasSizeGreaterThan(before.size()).allMatch(Thread::isDaemon);
        }

        // The selector's thread ends once the client was collected
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    System.gc();
                    assertThat(threads()).isSubsetOf(before);
                });
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t ->
                        t.getName().startsWith("luarium-fetch-") || t.getName().startsWith("HttpClient-"))
                .toList();
    }

    @Test
    void closedDownloaderSaysSo() {
        downloader.close();
        downloader.close();

        assertThatThrownBy(() -> fetch(request("/a").build())).isInstanceOf(RealizeCancelledException.class);
    }

    @Test
    void hashesThatAreNoneAreRefused() {
        for (String hash : Stream.of("", "xyz", "0".repeat(63), "g".repeat(64)).toList()) {
            assertThatThrownBy(() -> FetchRequest.of(uri("/a")).sha256(hash))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
