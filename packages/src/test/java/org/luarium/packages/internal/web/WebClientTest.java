// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.packages.internal.web.HandServer.hangsAfter;
import static org.luarium.packages.internal.web.HandServer.redirects;
import static org.luarium.packages.internal.web.HandServer.says;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.packages.internal.web.HandServer.Hand;

class WebClientTest {
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofSeconds(60));
    private static final Patience LONG =
            new Patience(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60));
    private static final Rules ANY = new Rules(true, true);
    private static final int MOST = 100_000;

    private static String read(Patience patience, Rules rules, URI address) throws IOException {
        try (Answer answer = new WebClient(rules, patience).get(address, Map.of())) {
            if (answer.status() != 200) {
                throw answer.problem();
            }
            try (InputStream body = answer.body(MOST)) {
                return new String(body.readAllBytes(), UTF_8);
            }
        }
    }

    private static String read(Hand hand) throws IOException {
        try (HandServer server = new HandServer(hand)) {
            return read(LONG, ANY, server.uri("/file"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello and more",
                "HTTP/1.0 200 OK\n\nhello",
                "HTTP/1.1 200\nTransfer-Encoding: chunked\n\n2;ext=1\nhe\n3\nllo\n0\n\n",
                "HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early\nLink: x\n\nHTTP/1.1 200 OK\nContent-Length: 5\n\nhello"
            })
    void readsWhatIsFramedInAnyWay(String text) throws IOException {
        assertThat(read((request, out, server) ->
                        out.write(text.replace("\n", "\r\n").getBytes(UTF_8))))
                .isEqualTo("hello");
    }

    @Test
    void unpacksWhatComesPacked() throws IOException {
        assertThat(read(says("HTTP/1.1 200 OK\nContent-Encoding: gzip", gzip("hello".getBytes(UTF_8)))))
                .isEqualTo("hello");
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    @Test
    void aBombIsStoppedAtTheLimit() throws IOException {
        byte[] bomb = gzip(new byte[50 << 20]);

        assertThatThrownBy(() -> read(says("HTTP/1.1 200 OK\nContent-Encoding: gzip", bomb)))
                .isInstanceOf(WebException.class)
                .hasMessageContaining("more than 100000 bytes");
    }

    @Test
    void packedTwiceIsUnpackedOnce() throws IOException {
        byte[] twice = gzip(gzip("hello".getBytes(UTF_8)));

        assertThat(read(says("HTTP/1.1 200 OK\nContent-Encoding: gzip", twice))).isNotEqualTo("hello");
        assertThatThrownBy(() -> read(says("HTTP/1.1 200 OK\nContent-Encoding: gzip, gzip", twice)))
                .isInstanceOf(WebException.class)
                .hasMessageContaining("nobody asked for");
    }

    @Test
    void anEndlessBodyIsStoppedAtTheLimit() {
        Hand endless = (request, out, server) -> {
            HandServer.write(out, "HTTP/1.1 200 OK", new byte[0]);
            while (!server.isClosed()) {
                out.write(new byte[1000]);
            }
        };

        assertThatThrownBy(() -> read(endless))
                .isInstanceOf(WebException.class)
                .hasMessageContaining("more than 100000");
    }

    @Test
    void anEndlessHeadIsStopped() {
        Hand endless = (request, out, server) -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
            while (!server.isClosed()) {
                out.write(("X: " + "x".repeat(1000) + "\r\n").getBytes(UTF_8));
            }
        };

        assertThatThrownBy(() -> read(endless)).isInstanceOf(WebException.class).hasMessageContaining("has no end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-OpenSSH_9.2\n\n",
                "HTTP/1.1 abc\n\n",
                "HTTP/1.1 200 OK\nbroken\n\nx",
                "HTTP/1.1 200 OK\nContent-Length: -5\n\nx",
                "HTTP/1.1 200 OK\nContent-Length: 99999999999999999999\n\nx",
                "HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 2\n\nx",
                "HTTP/1.1 200 OK\nContent-Length: 50\n\nshort",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nzz\nx",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nhe",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nhello",
                "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n2\nhe",
                "HTTP/1.1 200 OK\nContent-Encoding: gzip\n\nno gzip at all",
                "HTTP/1.1 200 OK\nContent-Encoding: br\n\nx",
                "HTTP/1.1 302 Found\nContent-Length: 0\n\n",
                "HTTP/1.1 404 Not Found\n\n",
                "HTTP/1.1 500 Oops\n\n"
            })
    void nonsenseIsAnErrorThatSaysWhatToDo(String text) {
        assertThatThrownBy(() -> read((request, out, server) ->
                        out.write(text.replace("\n", "\r\n").getBytes(UTF_8))))
                .isInstanceOf(WebException.class)
                .hasMessageStartingWith("reading http://127.0.0.1:")
                .hasMessageContaining("; ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\nContent-Length: 100\n\nabc"})
    void aHangingServerIsGivenUp(String text) throws IOException {
        try (HandServer server = new HandServer(hangsAfter(text))) {
            assertThatThrownBy(() -> read(SHORT, ANY, server.uri("/")))
                    .isInstanceOf(WebException.class)
                    .hasMessageContaining("nothing came for PT0.3S");
        }
    }

    @Test
    void aDrippingServerIsGivenUp() throws IOException {
        Hand drip = (request, out, server) -> {
            HandServer.write(out, "HTTP/1.1 200 OK", new byte[0]);
            CountDown.everyMillis(50, server::isClosed, () -> {
                out.write(1);
                out.flush();
            });
        };
        try (HandServer server = new HandServer(drip)) {
            assertThatThrownBy(() -> read(LONG.withTotal(Duration.ofSeconds(1)), ANY, server.uri("/")))
                    .isInstanceOf(WebException.class)
                    .hasMessageContaining("longer than PT1S");
        }
    }

    @Test
    void aServerThatHangsInTheHandshakeIsGivenUp() throws IOException {
        // It waits for a line end that does not come
        try (HandServer server = new HandServer(hangsAfter(""))) {
            URI secure = URI.create("https://127.0.0.1:" + server.port() + "/");

            assertThatThrownBy(() -> read(SHORT, ANY, secure))
                    .isInstanceOf(WebException.class)
                    .hasMessageContaining("nothing came for PT0.3S");
        }
    }

    @Test
    void aServerWithoutEncryptionIsNoSecureOne() throws IOException {
        try (HandServer server = new HandServer(says("HTTP/1.1 200 OK"))) {
            URI secure = URI.create("https://127.0.0.1:" + server.port() + "/");

            assertThatThrownBy(() -> read(SHORT, ANY, secure)).isInstanceOf(WebException.class);
        }
    }

    @Test
    void nobodyWhoListensIsAnErrorThatSaysSo() throws IOException {
        URI gone;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gone = URI.create("http://127.0.0.1:" + closed.getLocalPort() + "/");
        }

        assertThatThrownBy(() -> read(SHORT, ANY, gone))
                .isInstanceOf(WebException.class)
                .hasMessageContaining("does not take the connection");
    }

    @Test
    void anInterruptEndsTheWaitAndStays() throws Exception {
        try (HandServer server = new HandServer(hangsAfter(""))) {
            AtomicBoolean interrupted = new AtomicBoolean();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread reading = new Thread(() -> {
                try {
                    read(LONG, ANY, server.uri("/"));
                } catch (IOException e) {
                    interrupted.set(Thread.currentThread().isInterrupted());
                    thrown.set(e);
                }
            });
            reading.start();
            reading.interrupt();
            reading.join();

            assertThat(interrupted).isTrue();
            assertThat(thrown.get()).isInstanceOf(WebException.class).hasMessageContaining("interrupted");
        }
    }

    @Test
    void fiveRedirectsAreFollowedAndNoSixth() throws IOException {
        Hand chain = (request, out, server) -> {
            int step = Integer.parseInt(request.replaceFirst("(?s)^GET /(-?\\d+) .*", "$1"));
            if (step == 5) {
                HandServer.write(out, "HTTP/1.1 200 OK", "there".getBytes(UTF_8));
            } else {
                redirects(String.valueOf(step + 1)).answer(request, out, server);
            }
        };
        try (HandServer server = new HandServer(chain)) {
            assertThat(read(LONG, ANY, server.uri("/0"))).isEqualTo("there");
            assertThatThrownBy(() -> read(LONG, ANY, server.uri("/-1")))
                    .isInstanceOf(WebException.class)
                    .hasMessageContaining("more than 5 times");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "https://127.0.0.1/",
                "ftp://127.0.0.1/",
                "jar:file:/x!/y",
                "http://user:pw@127.0.0.1/",
                "http:///nowhere",
                "%%%",
                "mailto:x"
            })
    void redirectsToOtherKindsOfAddressesAreNotFollowed(String location) {
        assertThatThrownBy(() -> read(redirects(location))).isInstanceOf(WebException.class);
    }

    @Test
    void plainHttpIsRefusedUnlessAllowed() throws IOException {
        try (HandServer server = new HandServer(says("HTTP/1.1 200 OK"))) {
            assertThatThrownBy(() -> read(LONG, new Rules(false, true), server.uri("/")))
                    .isInstanceOf(WebException.class)
                    .hasMessageContaining("encryption");
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "localhost",
                "localhost.",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "0.0.0.0",
                "2130706433"
            })
    void localAddressesAreRefusedUnlessAllowed(String host) throws IOException {
        try (HandServer server = new HandServer(says("HTTP/1.1 200 OK"))) {
            URI address = URI.create("http://" + host + ":" + server.port() + "/");

            assertThatThrownBy(() -> read(SHORT, new Rules(true, false), address))
                    .isInstanceOf(WebException.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void connectsToTheAddressThatWasChecked() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Resolver rebinding = host -> {
            // Public at first; whoever asks again is led to this machine
            byte[] address = asked.getAndIncrement() == 0 ? new byte[] {8, 8, 8, 8} : new byte[] {127, 0, 0, 1};
            return new InetAddress[] {InetAddress.getByAddress(host, address)};
        };
        Patience brief = new Patience(Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(500));
        try (HandServer server = new HandServer(says("HTTP/1.1 200 OK"))) {
            WebClient client = new WebClient(new Rules(true, false), brief, rebinding, SSLSocketFactory::getDefault);

            assertThatThrownBy(() -> client.get(URI.create("http://evil.example:" + server.port() + "/"), Map.of()))
                    .isInstanceOf(WebException.class);
            assertThat(server.requests()).isEmpty();
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void oneLocalAddressAmongOthersIsEnoughToRefuse() {
        Resolver mixed = host -> new InetAddress[] {
            InetAddress.getByAddress(host, new byte[] {8, 8, 8, 8}),
            InetAddress.getByAddress(host, new byte[] {10, 0, 0, 1})
        };
        WebClient client = new WebClient(new Rules(true, false), SHORT, mixed, SSLSocketFactory::getDefault);

        assertThatThrownBy(() -> client.get(URI.create("http://evil.example/"), Map.of()))
                .isInstanceOf(WebException.class)
                .hasMessageContaining("10.0.0.1");
    }

    @Test
    void theHostOfARedirectIsCheckedToo() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Resolver resolver = host -> {
            asked.incrementAndGet();
            if (host.equals("inside.example")) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        };
        try (HandServer outside = new HandServer(redirects("http://inside.example/"))) {
            WebClient client = new WebClient(ANY, LONG, resolver, SSLSocketFactory::getDefault);

            assertThatThrownBy(() -> client.get(URI.create("http://public.example:" + outside.port() + "/"), Map.of()))
                    .isInstanceOf(WebException.class)
                    .hasMessageContaining("inside.example:80 is unknown");
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void whatIsSaidCannotBecomeAnotherHeader() throws IOException {
        try (HandServer server = new HandServer(says("HTTP/1.1 200 OK"))) {
            new WebClient(ANY, LONG)
                    .get(server.uri("/"), Map.of("If-None-Match", "\"x\"\r\nEvil: yes"))
                    .close();

            assertThat(server.requests().get(0))
                    .contains("If-None-Match: \"x\"Evil: yes")
                    .doesNotContain("\nEvil");
        }
    }
}
