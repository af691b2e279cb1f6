// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.FetchException;

final class TlsTest {
    private static final String WORD = "changeit";

    @TempDir
    Path folder;

    private static HttpsServer server;
    private static SSLContext trusting;

    @BeforeAll
    static void start(@TempDir Path keyFolder) throws Exception {
        Path keys = keyFolder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        WORD,
                        "-alias",
                        "a")
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, WORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, WORD.toCharArray());
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("a", store.getCertificate("a"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(trusting));
        server.createContext("/a", exchange -> answer(exchange, 200, null));
        server.createContext("/up", exchange -> answer(exchange, 302, "/a"));
        server.createContext("/down", exchange -> answer(exchange, 302, "http://127.0.0.1:1/a?token=s3cret"));
        server.start();
    }

    private static void answer(HttpExchange exchange, int status, String location) throws java.io.IOException {
        try (exchange) {
            if (location != null) {
                exchange.getResponseHeaders().add("Location", location);
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private FetchRequest request(String path) {
        return FetchRequest.of(
                        URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path))
                .unchecked()
                .build();
    }

    private Fetched fetch(Downloader downloader, FetchRequest request) {
        return downloader.fetch(request, folder.resolve("file"), Progress.NONE, () -> false);
    }

    @Test
    void trustedServerIsFetchedFromAlsoByARedirectThatStaysSecure() {
        try (Downloader downloader = new Downloader(folder.resolve("p"), Timing.DEFAULT, () -> trusting)) {
            assertThat(fetch(downloader, request("/up")).size()).isZero();
        }
    }

    @Test
    void redirectFromHttpsToHttpIsRefused() {
        try (Downloader downloader = new Downloader(folder.resolve("p"), Timing.DEFAULT, () -> trusting)) {
            assertThatThrownBy(() -> fetch(downloader, request("/down")))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("redirected from https to http://127.0.0.1:1/a?...")
                    .hasMessageContaining("not secure");
        }
    }

    @Test
    void fetch132_unknownCertificateIsExplained() {
        try (Downloader downloader = new Downloader(folder.resolve("p"), Timing.DEFAULT)) {
            assertThatThrownBy(() -> fetch(downloader, request("/a")))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("no secure connection")
                    .hasMessageContaining("check its certificate");
        }
    }

    @Test
    void fetch132_serverWithoutTlsIsExplained() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Downloader downloader = new Downloader(folder.resolve("p"), Timing.DEFAULT)) {
            Thread thread = new Thread(() -> {
                try (Socket connection = plain.accept()) {
                    // As servers do: an answer that came before the question was once not seen.
                    int ignored = connection.getInputStream().read();
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 400 No\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    done.await();
                } catch (java.io.IOException | InterruptedException e) {
                    // The test is over
                }
            });
            thread.setDaemon(true);
            thread.start();
            URI source = URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/");

            assertThatThrownBy(() -> fetch(
                            downloader, FetchRequest.of(source).unchecked().build()))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("no secure connection");
        } finally {
            done.countDown();
        }
    }
}
