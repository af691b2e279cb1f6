// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureServerTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final Rules LOCAL = new Rules(false, true);
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(60));

    @TempDir
    private static Path folder;

    private static SSLContext context;
    private static ServerSocket socket;

    @BeforeAll
    static void start() throws Exception {
        context = context();
        socket = context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread serving = new Thread(SecureServerTest::serve, "secure-server");
        serving.setDaemon(true);
        serving.start();
    }

    @AfterAll
    static void stop() throws IOException {
        socket.close();
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
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
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
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return made;
    }

    private static void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
                String line = in.readLine();
                while (line != null && !line.isEmpty()) {
                    line = in.readLine();
                }
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret".getBytes(US_ASCII));
            } catch (IOException e) {
                // A client that does not trust it hangs up
            }
        }
    }

    private static String read(String host, SSLSocketFactory trust) throws IOException {
        Resolver loopback = name -> new InetAddress[] {InetAddress.getLoopbackAddress()};
        WebClient client = new WebClient(LOCAL, PATIENCE, loopback, () -> trust);
        URI address = URI.create("https://" + host + ":" + socket.getLocalPort() + "/");
        try (Answer answer = client.get(address, Map.of());
                InputStream body = answer.body(100)) {
            return new String(body.readAllBytes(), UTF_8);
        }
    }

    @Test
    void aTrustedServerOfTheRightNameIsRead() throws IOException {
        assertThat(read("right.example", context.getSocketFactory())).isEqualTo("secret");
    }

    @Test
    void aTrustedServerOfAnotherNameIsRefused() {
        assertThatThrownBy(() -> read("wrong.example", context.getSocketFactory()))
                .isInstanceOf(WebException.class)
                .hasMessageContaining("no secure connection to wrong.example");
    }

    @Test
    void aServerThatNobodyTrustsIsRefused() {
        assertThatThrownBy(() -> read("right.example", (SSLSocketFactory) SSLSocketFactory.getDefault()))
                .isInstanceOf(WebException.class)
                .hasMessageContaining("check its certificate");
    }
}
