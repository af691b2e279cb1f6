// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.store.FetchException;
import org.luarium.store.RealizeCancelledException;

final class DownloadProblemsTest extends Downloading {
    @ParameterizedTest
    @ValueSource(strings = {"file:///no/such/file", "file:///dev/zero", "file:///tmp", "file://host/x", "/no/such"})
    void fetch132_localThatIsNoFileIsExplained(String source) throws Exception {
        assertThatThrownBy(() -> fetch(FetchRequest.parse(source).build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("; ");
        assertNothingLeft();
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
}
