// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.Profile;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;

/** The same programs with LuaSocket and with the sockets of the host. */
class SideBySideTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static NetworkTestHost host;
    private static HttpServer web;
    private static ExecutorService threads;

    @BeforeAll
    static void open() throws IOException {
        host = new NetworkTestHost(NetworkTestHost.LOCAL);
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newFixedThreadPool(2);
        web.setExecutor(threads);
        web.createContext("/plain", exchange -> answer(exchange, 200, "some text\n"));
        web.createContext(
                "/echo",
                exchange -> answer(
                        exchange,
                        200,
                        exchange.getRequestMethod() + " "
                                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        web.createContext("/redirect", exchange -> {
            exchange.getResponseHeaders().add("Location", "/plain");
            answer(exchange, 302, "over there");
        });
        web.createContext("/loop", exchange -> {
            exchange.getResponseHeaders().add("Location", "/loop");
            answer(exchange, 301, "again");
        });
        web.createContext("/chunked", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[300_000]);
            exchange.close();
        });
        web.start();
    }

    private static void answer(HttpExchange exchange, int code, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean bare = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(code, bare ? -1 : bytes.length);
        if (!bare) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @AfterAll
    static void close() {
        web.stop(0);
        threads.shutdownNow();
        host.close();
    }

    private static Path program(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(SideBySideTest.class.getResource("/programs/" + name + ".lua"), name)
                .toURI());
    }

    /** What a program prints with LuaSocket; the test is skipped where there is none. */
    private static String original(String lua, String name, String... arguments) throws Exception {
        assumeTrue(run(lua, List.of("-e", "require 'socket'")) != null, "no LuaSocket for " + lua + " on this machine");
        List<String> words = new ArrayList<>(List.of(program(name).toString()));
        words.addAll(List.of(arguments));
        return Objects.requireNonNull(run(lua, words), name + " failed");
    }

    private static String run(String lua, List<String> words) throws Exception {
        List<String> command = new ArrayList<>(List.of(lua));
        command.addAll(words);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue() == 0 ? output : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String ours(String engine, String name, String... arguments) throws Exception {
        try (Vm vm = host.vm("vm-" + engine + "-" + name, engine, Profile.STANDARD)) {
            ExecutionResult result =
                    vm.execute(Script.file(program(name), arguments).withTimeout(PATIENCE));
            return result.success() ? result.stdout() : result.stdout() + result.outcome() + ": " + result.error();
        }
    }

    @ParameterizedTest
    @CsvSource({"5.1, lua5.1", "5.4, lua5.4"})
    void encodingsAreTheSame(String engine, String lua) throws Exception {
        assertThat(ours(engine, "encodings")).isEqualTo(original(lua, "encodings"));
    }

    @ParameterizedTest
    @CsvSource({"5.1, lua5.1", "5.2, lua5.2", "5.3, lua5.3", "5.4, lua5.4"})
    void conversationsAreTheSame(String engine, String lua) throws Exception {
        assertThat(ours(engine, "conversation")).isEqualTo(original(lua, "conversation"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"luajit", "embedded"})
    void otherEnginesConverseTheSame(String engine) throws Exception {
        assertThat(ours(engine, "conversation")).isEqualTo(ours("5.4", "conversation"));
    }

    @ParameterizedTest
    @CsvSource({"5.1, lua5.1", "5.4, lua5.4"})
    void loopsAreTheSame(String engine, String lua) throws Exception {
        assertThat(ours(engine, "selecting", "200")).isEqualTo(original(lua, "selecting", "200"));
    }

    @ParameterizedTest
    @CsvSource({"5.1, lua5.1", "5.4, lua5.4"})
    void pagesAreTheSame(String engine, String lua) throws Exception {
        String port = Integer.toString(web.getAddress().getPort());

        assertThat(ours(engine, "web", port)).isEqualTo(original(lua, "web", port));
    }
}
