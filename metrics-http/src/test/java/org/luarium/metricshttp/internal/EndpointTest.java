// SPDX-License-Identifier: Apache-2.0
package org.luarium.metricshttp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Metric.Kind;
import org.luarium.metrics.Metrics;
import org.luarium.metrics.Sample;

class EndpointTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Metrics NOTHING = new Metrics() {
        @Override
        public List<Metric> read() {
            return List.of();
        }

        @Override
        public List<Metric> read(String area) {
            return List.of();
        }

        @Override
        public List<Metric> describe() {
            return List.of();
        }
    };
    private static final int DEADLINE_MILLIS = 10_000;

    private volatile List<Metric> metrics = List.of(
            metric("luarium_vms", Kind.GAUGE, List.of(), new Sample(List.of(), 2)),
            metric(
                    "luarium_vm_scripts_total",
                    Kind.COUNTER,
                    List.of("vm"),
                    new Sample(List.of("a \"quoted\"\\\nname ü"), 1.5)));
    private final AtomicInteger reads = new AtomicInteger();
    private Endpoint endpoint;

    private static Metric metric(String name, Kind kind, List<String> labels, Sample... samples) {
        return new Metric("vms", name, kind, "What\\it is", labels, List.of(samples));
    }

    @BeforeEach
    void listen() throws IOException {
        endpoint = new Endpoint(LOOPBACK, 0, this::read, Duration.ofMillis(500));
    }

    private List<Metric> read() {
        reads.incrementAndGet();
        return metrics;
    }

    @AfterEach
    void close() {
        endpoint.close();
        await().until(() -> threads().isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("luarium-metrics-http"))
                .toList();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(LOOPBACK, endpoint.address().getPort());
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    private String answer(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aClientReadsThem() throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://localhost:" + endpoint.address().getPort() + "/metrics?x=1"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).isEqualTo("""
                # HELP luarium_vms What\\\\it is
                # TYPE luarium_vms gauge
                luarium_vms 2
                # HELP luarium_vm_scripts_total What\\\\it is
                # TYPE luarium_vm_scripts_total counter
                luarium_vm_scripts_total{vm="a \\"quoted\\"\\\\\\nname ü"} 1.5
                """);
    }

    @Test
    void numbersAreThoseOfTheFormat() {
        Sample[] samples = Stream.of(0.0, -1.0, 1e300, 9.1e15, 0.1, Double.NaN, 1 / 0.0, -1 / 0.0)
                .map(value -> new Sample(List.of(), value))
                .toArray(Sample[]::new);

        assertThat(PrometheusText.of(List.of(metric("m", Kind.GAUGE, List.of(), samples)))
                        .lines()
                        .skip(2))
                .containsExactly("m 0", "m -1", "m 1.0E300", "m 9.1E15", "m 0.1", "m NaN", "m +Inf", "m -Inf");
    }

    @Test
    void theAnswerToHeadHasNoBody() throws Exception {
        String answer = answer("HEAD /metrics HTTP/1.1\r\nHost: 127.0.0.1:9464\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("\r\n\r\n")
                .contains("Content-Length: ");
    }

    @Test
    void whatIsNotARequestForThemIsRefused() throws Exception {
        assertThat(answer("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ")
                .endsWith("there is /metrics\n");
        assertThat(answer("POST /metrics HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: GET, HEAD\r\n");
        assertThat(answer("\u0016\u0003\u0001\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(answer("GET http://x/metrics HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(answer("GET /metrics HTTP/2.0\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(answer("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void anotherNameThatLeadsToThisMachineIsRefused() throws Exception {
        for (String host : List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1")) {
            assertThat(answer("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                    .as(host)
                    .startsWith("HTTP/1.1 403 ")
                    .doesNotContain("luarium_vms");
        }
    }

    @Test
    void clientsThatDoNotGoOnAreCutOff() throws Exception {
        try (Socket silent = connect();
                Socket slow = connect()) {
            slow.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));

            assertThat(silent.getInputStream().read()).isNegative();
            assertThat(slow.getInputStream().read()).isNegative();
        }
        assertThat(answer("GET /metrics HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() throws Exception {
        Sample large = new Sample(List.of("x".repeat(64 << 20)), 1);
        metrics = List.of(metric("large", Kind.GAUGE, List.of("text"), large));
        try (Socket deaf = connect()) {
            deaf.getOutputStream().write("GET /metrics HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().until(() -> reads.get() == 1);
            metrics = List.of();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> answer("GET /metrics HTTP/1.1\r\n\r\n").contains(" 200 "));
            await().atMost(Duration.ofSeconds(10)).until(() -> isOver(deaf));
        }
    }

    /** A connection that its server has dropped with something unsent refuses what is written to it. */
    private static boolean isOver(Socket socket) {
        try {
            socket.getOutputStream().write(1);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void moreThanItServesAreDroppedAndNotKept() throws Exception {
        int served = 2 + 16;
        List<Socket> silent = new ArrayList<>();
        try (Endpoint patient = new Endpoint(LOOPBACK, 0, this::read, Duration.ofMinutes(5))) {
            for (int i = 0; i < 64; i++) {
                Socket socket = new Socket(LOOPBACK, patient.address().getPort());
                socket.setSoTimeout(10);
                silent.add(socket);
            }

            await().untilAsserted(() ->
                    assertThat(silent.stream().filter(EndpointTest::ended)).hasSize(64 - served));
        }
        try {
            await().untilAsserted(() -> assertThat(silent).allMatch(EndpointTest::ended));
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        int port = endpoint.address().getPort();

        assertThatThrownBy(() -> new EndpointComponent(new TestConfig(true, "127.0.0.1", port), NOTHING))
                .hasMessageContaining("127.0.0.1 port " + port)
                .hasMessageContaining("give another port");
    }

    @Test
    void nobodyElseCanReadThem() {
        for (String address : List.of("0.0.0.0", "192.0.2.1", "::")) {
            assertThatThrownBy(() -> new EndpointComponent(new TestConfig(true, address, 0), NOTHING))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("give 127.0.0.1 or ::1");
        }
        assertThatThrownBy(() -> new EndpointComponent(new TestConfig(true, "127.0.0.1", 70_000), NOTHING))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itDoesNothingUnlessItIsEnabled() {
        endpoint.close();
        await().until(() -> threads().isEmpty());

        EndpointComponent component = new EndpointComponent(new TestConfig(false, "127.0.0.1", 9464), NOTHING);

        assertThat(threads()).isEmpty();
        component.deactivate();
    }
}
