// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server that answers as told, and a downloader. */
abstract class Downloading {
    static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(7).nextBytes(CONTENT);
    }

    @TempDir
    Path folder;

    Path partials;
    Path target;
    HttpServer server;
    Downloader downloader;
    final List<HttpExchange> asked = new CopyOnWriteArrayList<>();

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

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    void serve(String path, Answer answer) {
        server.createContext(path, exchange -> {
            asked.add(exchange);
            try (exchange) {
                answer.to(exchange);
            }
        });
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().add("Location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    FetchRequest.Builder request(String path) throws Exception {
        return FetchRequest.of(uri(path)).sha256(hash("SHA-256", CONTENT));
    }

    Fetched fetch(FetchRequest request) {
        return downloader.fetch(request, target, Progress.NONE, () -> false);
    }

    void assertNothingLeft() throws IOException {
        assertThat(target).doesNotExist();
        if (Files.exists(partials)) {
            assertThat(partials).isEmptyDirectory();
        }
    }
}
