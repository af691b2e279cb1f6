// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.Profile;
import org.luarium.network.NetworkPolicy;
import org.luarium.network.SocketInfo;
import org.luarium.vm.Vm;

/** Connections that the host encrypts. */
class TlsTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private static Path folder;

    private static HttpsServer server;
    private static ExecutorService threads;
    private static NetworkTestHost host;

    @BeforeAll
    static void start() throws Exception {
        SSLContext context = context();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newFixedThreadPool(2);
        server.setExecutor(threads);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/small", exchange -> {
            exchange.sendResponseHeaders(200, 6);
            exchange.getResponseBody().write("secret".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.createContext("/echo", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        NetworkPolicy policy = new NetworkPolicy(
                List.of("loopback:*", "right.example:*", "wrong.example:*"),
                List.of("loopback:0"),
                100,
                100,
                1L << 40,
                0);
        host = new NetworkTestHost(policy, name -> List.of(InetAddress.getLoopbackAddress()), context);
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        threads.shutdownNow();
        host.close();
    }

    /** A certificate for one name, signed by itself, and who trusts it. */
    private static SSLContext context() throws Exception {
        Path file = folder.resolve("keys");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=right.example",
                        "-ext",
                        "SAN=dns:right.example",
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }

    private static String run(Vm vm, String code) {
        return vm.execute(code.replace(
                        "PORT", Integer.toString(server.getAddress().getPort())))
                .orThrow()
                .value()
                .display();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1", "5.4", "luajit", "embedded"})
    void readsPages(String engine) {
        try (Vm vm = host.vm("a", engine, Profile.STANDARD)) {
            assertThat(run(vm, "return (require('ssl.https').request('https://right.example:PORT/small'))"))
                    .isEqualTo("secret");
            assertThat(run(vm, "return (require('socket.http').request('https://right.example:PORT/small'))"))
                    .isEqualTo("secret");
        }
    }

    @Test
    void carriesMuchBothWays() {
        try (Vm vm = host.vm("much")) {
            assertThat(run(vm, """
                    local body = ('0123456789'):rep(200000)
                    local back, code = require('ssl.https').request('https://right.example:PORT/echo', body)
                    return tostring(back == body) .. code
                    """)).isEqualTo("true200");
        }
    }

    @Test
    void refusesTheCertificateOfSomebodyElse() {
        try (Vm vm = host.vm("b")) {
            assertThat(run(vm, "return select(2, require('ssl.https').request('https://wrong.example:PORT/small'))"))
                    .startsWith("TLS: ")
                    .contains("wrong.example");
        }
    }

    @Test
    void speaksTlsOnAConnectionThatIsThere() throws IOException {
        try (Vm vm = host.vm("c")) {
            assertThat(run(vm, """
                    c = require('socket').connect('right.example', PORT)
                    c = assert(require('ssl').wrap(c, { mode = 'client', protocol = 'any', verify = 'none' }))
                    c:sni('right.example')
                    assert(c:dohandshake())
                    c:send('GET /small HTTP/1.0\\r\\n\\r\\n')
                    return (c:receive()) .. ' ' .. c:info('protocol')
                    """)).isEqualTo("HTTP/1.1 200 OK TLSv1.3");
            assertThat(host.sockets.sockets())
                    .singleElement()
                    .satisfies(one -> assertThat(one.kind()).isEqualTo(SocketInfo.Kind.TLS));
        }
    }

    @Test
    void givesUpOnAServerThatSpeaksSomethingElse() {
        try (Vm vm = host.vm("d")) {
            assertThat(run(vm, """
                    local s = require 'socket'
                    local server = s.bind('*', 0)
                    local c = s.connect('localhost', (select(2, server:getsockname())))
                    local d = server:accept()
                    d:send('220 no TLS here\\r\\n')
                    return select(2, require('ssl').wrap(c):dohandshake())
                    """)).startsWith("TLS: ");
        }
    }
}
