// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;

/** When sockets end, and what they cost while they wait. */
class LifeTest {
    private NetworkTestHost host;
    private ServerSocket outside;

    @BeforeEach
    void open() throws IOException {
        host = new NetworkTestHost(NetworkTestHost.LOCAL);
        outside = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        outside.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws IOException {
        outside.close();
        host.close();
    }

    private Socket connected(Vm vm) throws IOException {
        vm.execute("s = require('socket') l = s.bind('*', 0) c = assert(s.connect('127.0.0.1', %d))"
                        .formatted(outside.getLocalPort()))
                .orThrow();
        return outside.accept();
    }

    private void endsWith(Consumer<Vm> end) throws IOException {
        Vm vm = host.vm("a");
        try (Socket peer = connected(vm)) {
            peer.setSoTimeout(10_000);
            assertThat(host.sockets.sockets()).hasSize(2);
            end.accept(vm);
            long began = System.nanoTime();

            assertThat(peer.getInputStream().read()).isEqualTo(-1);

            // The machine may be busy: a quiet one needs some milliseconds
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(host.sockets.sockets()).isEmpty());
        }
    }

    @Test
    void socketsEndWithTheirVm() throws IOException {
        endsWith(vm -> {
            vm.close();
            assertThat(host.sockets.sockets()).as("closed before the VM is").isEmpty();
        });
    }

    @Test
    void socketsEndWithTheProcessThatIsReplaced() throws IOException {
        endsWith(vm -> {
            vm.reset();
            assertThat(host.sockets.sockets())
                    .as("closed before the next process")
                    .isEmpty();
        });
    }

    @Test
    void socketsEndWithTheProcessThatIsKilled() throws IOException {
        endsWith(vm -> vm.execute("os.exit(3)"));
    }

    @Test
    void socketsEndWithTheBundle() throws Exception {
        Vm vm = host.vm("a");
        try (Socket peer = connected(vm)) {
            CompletableFuture<ExecutionResult> waiting =
                    vm.executeAsync("return select(2, c:receive())").toCompletableFuture();

            host.sockets.close();

            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            assertThat(waiting.join().orThrow().value().asString()).isEqualTo("closed");
            assertThat(vm.execute("return select(2, s.tcp())").orThrow().value().asString())
                    .isEqualTo("closed");
            await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(one -> one.getName().equals("luarium-network")));
        }
    }

    @ParameterizedTest
    @CsvSource({"c:receive()", "l:accept()", "'s.select({c, l})'", "s.sleep(1000)"})
    void whatWaitsIsStoppedAndTheVmGoesOn(String code) throws Exception {
        Vm vm = host.vm("a");
        try (Socket peer = connected(vm)) {
            ExecutionResult result = vm.execute(Script.of(code).withTimeout(Duration.ofMillis(200)));
            assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);

            peer.getOutputStream().write("line\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(vm.execute("return c:receive()").orThrow().value().asString())
                    .isEqualTo("line");
        }
    }

    @Test
    void idleSocketsNeedNoThreads() throws Exception {
        Vm first = host.vm("first");
        connected(first).close();
        List<Socket> peers = new ArrayList<>();
        int before = threads();

        first.execute("many = {}").orThrow();
        for (int i = 0; i < 100; i++) {
            first.execute("many[#many + 1] = assert(s.connect('127.0.0.1', %d))".formatted(outside.getLocalPort()))
                    .orThrow();
            peers.add(outside.accept());
        }
        CompletableFuture<ExecutionResult> waiting =
                first.executeAsync("return #s.select(many)").toCompletableFuture();

        assertThat(threads()).isLessThanOrEqualTo(before + 2);
        peers.get(57).close();
        assertThat(waiting.join().orThrow().value().asLong()).isEqualTo(1);
        for (Socket peer : peers) {
            peer.close();
        }
    }

    private static int threads() {
        return Thread.activeCount();
    }

    @Test
    void nothingRunsBeforeAVmIsNetworked() {
        host.vm("a", config -> config.networked(false)).execute("return 1").orThrow();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(one -> one.getName().startsWith("luarium-network")));
    }
}
