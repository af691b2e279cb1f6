// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.store.ArchiveException;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;
import org.luarium.store.internal.fetch.Timing;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.tree.TreeLimits;

/** Whatever a cache does: one warning, nothing of it in the store, and the build happens. */
@Timeout(60)
class EvilCacheTest extends PublishedCache {
    private static final Duration IMPATIENT = Duration.ofSeconds(2);

    private void assertBuiltInSpite(ExchangeSettings settings, String warning) throws IOException {
        try (StoreImpl client = new StoreImpl(
                        directory.resolve("client"), Settings.defaults().withExchange(settings));
                Warnings warnings = new Warnings()) {
            assertThat(client.realize(samples.single("plain")).one().ref()).isEqualTo(ref);
            assertThat(client.realize(samples.single("other")).built()).hasSize(1);
            assertThat(warnings.lines()).singleElement().asString().contains(warning);
        }
        assertThat(samples.builds).hasValue(2);
        assertThat(directory.resolve("client/tmp")).isEmptyDirectory();
    }

    private ExchangeSettings impatient() {
        return settings(server.uri()).withTiming(Timing.DEFAULT.withIdle(IMPATIENT));
    }

    private void assertBuiltInSpite(String warning) throws IOException {
        assertBuiltInSpite(settings(server.uri()), warning);
    }

    @Test
    void exchange140_nobodyListens() throws IOException {
        server.close();
        assertBuiltInSpite("refuses the connection");
    }

    @Test
    void exchange140_thereIsNoCache() throws IOException {
        assertBuiltInSpite(settings(URI.create(server.uri() + "/nowhere")), "does not say");
    }

    @Test
    void exchange140_itHangs() throws IOException {
        server.set("luarium-cache", (exchange, file) -> server.hang());
        assertBuiltInSpite(impatient(), "sent no answer");
    }

    @Test
    void exchange140_itHangsInTheMiddleOfATree() throws IOException {
        server.set("tree", (exchange, file) -> {
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file, 0, file.length / 2);
            exchange.getResponseBody().flush();
            server.hang();
        });
        assertBuiltInSpite(impatient(), "sent no data");
    }

    @Test
    void exchange140_itDrips() throws IOException {
        server.set("tree", (exchange, file) -> {
            exchange.sendResponseHeaders(200, 0);
            CountDownLatch never = new CountDownLatch(1);
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(i < file.length ? file[i] : 0);
                exchange.getResponseBody().flush();
                if (never.await(200, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        });
        assertBuiltInSpite(impatient(), "too slowly");
    }

    @Test
    void exchange140_itBreaksOff() throws IOException {
        server.set("tree", (exchange, file) -> {
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file, 0, file.length / 2);
        });
        assertBuiltInSpite("broke"); // before or after the answer came
    }

    @Test
    void exchange140_itSendsLess() throws IOException {
        server.set("tree", (exchange, file) -> StaticServer.send(exchange, Arrays.copyOf(file, file.length - 20)));
        assertBuiltInSpite("is damaged");
    }

    @Test
    void exchange140_itLiesAboutTheLength() throws IOException {
        server.set("manifest", (exchange, file) -> {
            exchange.sendResponseHeaders(200, file.length + 100);
            exchange.getResponseBody().write(file);
        });
        assertBuiltInSpite("broke"); // before or after the answer came
    }

    @Test
    void exchange140_itIsBroken() throws IOException {
        server.set("build", (exchange, file) -> exchange.sendResponseHeaders(500, -1));
        assertBuiltInSpite("answered 500");
    }

    @Test
    void exchange140_itRedirectsForEver() throws IOException {
        server.set("manifest", (exchange, file) -> {
            exchange.getResponseHeaders().set("Location", exchange.getRequestURI() + "1");
            exchange.sendResponseHeaders(302, -1);
        });
        assertBuiltInSpite("redirected more than");
    }

    @Test
    void exchange140_itRedirectsToFiles() throws IOException {
        server.set("manifest", (exchange, file) -> {
            exchange.getResponseHeaders().set("Location", "file:///etc/passwd");
            exchange.sendResponseHeaders(302, -1);
        });
        assertBuiltInSpite("something else than a web address");
    }

    @Test
    void exchange140_itNeverEnds() throws IOException {
        for (String part : List.of("luarium-cache", "build", "manifest")) {
            server.set(part, (exchange, file) -> endless(exchange, new byte[0], new byte[1 << 16]));
            try (StoreImpl client = new StoreImpl(
                            directory.resolve(part), Settings.defaults().withExchange(settings(server.uri())));
                    Warnings warnings = new Warnings()) {
                assertThat(client.realize(samples.single("plain")).built()).hasSize(1);
                assertThat(warnings.lines()).singleElement().asString().contains("it has more than");
            }
            server.set(part, (exchange, file) -> StaticServer.send(exchange, file));
        }
    }

    private static void endless(HttpExchange exchange, byte[] start, byte[] more) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(start);
        while (true) {
            exchange.getResponseBody().write(more);
        }
    }

    @Test
    void exchange140_aTreeThatUnpacksToNothingForEver() throws IOException {
        byte[] emptyBlock = {0, 0, 0, (byte) 0xff, (byte) 0xff};
        byte[] blocks = new byte[5 * 10_000];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = emptyBlock[i % 5];
        }
        server.set("tree", (exchange, file) -> endless(exchange, Arrays.copyOf(file, 10), blocks));
        assertBuiltInSpite(settings(server.uri()).withLimits(new TreeLimits(1 << 20, 10_000, 10)), "it has more than");
    }

    @Test
    void exchange140_aBomb() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write("luarium-tree-stream-1\nd\0\0\0\0f\0\0\0\1a\0\0\0\0\1\0\0\0".getBytes(US_ASCII));
            gzip.write(new byte[1 << 24]);
        }
        server.set("tree", (exchange, file) -> StaticServer.send(exchange, bomb.toByteArray()));
        assertBuiltInSpite("more bytes than the limit");
    }

    @Test
    void exchange140_anotherTree() throws IOException {
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(other)) {
            gzip.write("luarium-tree-stream-1\nd\0\0\0\0f\0\0\0\4name\0\0\0\0\0\0\0\5plaiNe".getBytes(US_ASCII));
        }
        server.set("tree", (exchange, file) -> StaticServer.send(exchange, other.toByteArray()));
        assertBuiltInSpite("thrown away");
    }

    @Test
    void exchange140_noGzip() throws IOException {
        server.set("tree", (exchange, file) -> StaticServer.send(exchange, "<html>".getBytes(US_ASCII)));
        assertBuiltInSpite("no gzip");
    }

    @Test
    void exchange140_aManifestThatWasTamperedWith() throws IOException {
        server.set(
                "manifest",
                (exchange, file) -> StaticServer.send(
                        exchange,
                        new String(file, UTF_8)
                                .replace("\"size\":5", "\"size\":4")
                                .getBytes(UTF_8)));
        assertBuiltInSpite("is wrong");
    }

    @Test
    void exchange140_aManifestOfSomethingElse() throws IOException {
        Path folder = directory.resolve("cache/manifest");
        server.set("manifest", (exchange, file) -> {
            String asked = exchange.getRequestURI().getPath();
            try (var files = Files.list(folder)) {
                Path other = files.filter(each -> !asked.endsWith(String.valueOf(each.getFileName())))
                        .findFirst()
                        .orElseThrow();
                StaticServer.send(exchange, Files.readAllBytes(other));
            }
        });
        assertBuiltInSpite("its manifest of");
    }

    @Test
    void exchange140_aListOfSomethingElse() throws IOException {
        server.set(
                "build",
                (exchange, file) ->
                        StaticServer.send(exchange, ("../../../etc/passwd\n" + ref + "\n").getBytes(UTF_8)));
        assertBuiltInSpite("what it lists");
    }

    @Test
    void exchange140_whatIsNoManifest() throws IOException {
        for (String text : List.of("", "{}", "[", "\u0000", "{\"format\":1}", "[".repeat(100_000))) {
            assertThatThrownBy(() -> Intake.manifest("test", text.getBytes(UTF_8)))
                    .isInstanceOf(ArchiveException.class);
        }
        assertThatThrownBy(() -> Intake.manifest("test", new byte[] {'"', (byte) 0xff, '"'}))
                .isInstanceOf(ArchiveException.class);
        server.set("manifest", (exchange, file) -> StaticServer.send(exchange, new byte[] {'{'}));
        assertBuiltInSpite("manifest is invalid");
    }

    @Test
    void exchange140_itDoesNotSpeakHttp() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> {
                while (true) {
                    try (Socket connection = socket.accept()) {
                        connection.getOutputStream().write("220 smtp ready\r\n\r\n".getBytes(US_ASCII));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            assertBuiltInSpite(
                    settings(URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/")), "is left alone");
            assertThat(answering).isNotDone();
        }
    }

    @Test
    void longestManifestIsTheOneThatIsRead() {
        assertThat(ExportFormat.LONGEST_MANIFEST).isEqualTo(Manifest.LONGEST);
    }
}
