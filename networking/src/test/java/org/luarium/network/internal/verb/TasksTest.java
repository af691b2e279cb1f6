// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.network.ClientOptions;
import org.luarium.network.ClusterOptions;
import org.luarium.network.HeartbeatOptions;
import org.luarium.network.NetworkTask;
import org.luarium.network.NetworkTaskInfo.State;
import org.luarium.network.NetworkingException;
import org.luarium.network.PeerOptions;
import org.luarium.network.ServerOptions;
import org.luarium.network.VmConnectionException;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;

final class TasksTest {
    private static final String OWNER = "test";
    private static final Duration SHORT = Duration.ofMillis(300);

    private VerbHost host;

    @BeforeEach
    void open() throws IOException {
        host = new VerbHost();
    }

    @AfterEach
    void close() {
        host.close();
    }

    private static <T> T soon(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Its port is known before the line that names it is printed. */
    private static CompletionStage<Void> printed(NetworkTask task) {
        CompletableFuture<Void> printed = new CompletableFuture<>();
        AutoCloseable unused = task.follow(line -> printed.complete(null));
        return printed;
    }

    private NetworkTask server(String vm) {
        return host.tasks.start(vm, Plan.server(ServerOptions.on(0)), OWNER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1", "5.2", "5.3", "5.4", "luajit", "embedded"})
    void everyEngineServesAsksAndIsStoppedWithItsState(String engine) throws Exception {
        Vm vm = host.vm("server", engine);
        host.vm("client", engine);
        vm.execute("kept = 'kept'").orThrow();
        NetworkTask server = server("server");
        int port = soon(server.listening());

        NetworkTask client =
                host.tasks.start("client", Plan.client(ClientOptions.of("127.0.0.1", port, "Hello!")), OWNER);

        assertThat(soon(server.result()).orThrow().stdout()).endsWith("Lua Server: Received from client: Hello!\n");
        assertThat(soon(client.result()).orThrow().stdout())
                .contains("Lua Client: Received from server: Hello from Lua Server! What's your message?\n");
        for (int i = 0; i < 2; i++) {
            NetworkTask next = server("server");
            soon(printed(next));
            next.stop();
            ExecutionResult stopped = soon(next.result());
            assertThat(stopped.stateLost()).isFalse();
            assertThat(next.info().state()).isEqualTo(State.STOPPED);
        }
        assertThat(vm.execute("return kept").value()).hasToString("kept");
        assertThat(host.sockets.sockets()).isEmpty();
    }

    @Test
    void peersAndEchoServersAreStoppedWhileTheyWait() throws Exception {
        Vm vm = host.vm("vm", "luajit");
        vm.execute("kept = 'kept'").orThrow();

        NetworkTask peer = host.tasks.startPeer("vm", PeerOptions.on(0), OWNER);
        soon(printed(peer));
        peer.stop();
        ExecutionResult ended = soon(peer.result());
        NetworkTask echo = host.tasks.start("vm", Plan.echo(ServerOptions.on(0)), OWNER);
        soon(printed(echo));
        echo.stop();

        assertThat(ended.stdout()).startsWith("P2P VM ");
        assertThat(soon(echo.result()).stdout()).startsWith("Echo Server: Listening");
        assertThat(vm.execute("return kept").value()).hasToString("kept");
    }

    @Test
    void patienceIsBounded() throws Exception {
        host.vm("vm", "5.4");

        NetworkTask alone = host.tasks.start("vm", Plan.server(new ServerOptions(0, SHORT)), OWNER);

        ExecutionResult result = soon(alone.result());
        assertThat(result.outcome()).isEqualTo(Outcome.LUA_ERROR);
        assertThat(result.error().orElseThrow().message())
                .isEqualTo("Lua Server: no client has connected: waited for 0.3 s");
        assertThat(alone.info().lastLine()).contains("no client has connected");
    }

    @Test
    void aTaskThatIsStoppedTheMomentItListensSaysSo() throws Exception {
        Vm vm = host.vm("vm", "5.4");
        CountDownLatch sleeping = new CountDownLatch(1);
        CompletableFuture<ExecutionResult> busy =
                vm.executeAsync(Script.of("local socket = require('socket') print('sleeping') socket.sleep(30)")
                        .withLineBuffering(true)
                        .withOutput((stream, bytes) -> sleeping.countDown()));
        assertThat(sleeping.await(20, TimeUnit.SECONDS)).isTrue();
        NetworkTask server = server("vm");
        // Called on the thread of the script, which waits for it
        host.sockets.addListener((id, port) -> server.stop());

        vm.interrupt();

        soon(busy);
        assertThat(soon(server.result()).error().orElseThrow().message()).isEqualTo("Lua Server: stopped");
        assertThat(server.info().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void aTaskThatWaitsForItsTurnIsTakenBack() throws Exception {
        Vm vm = host.vm("vm", "5.4");
        CompletableFuture<ExecutionResult> busy = vm.executeAsync("require('socket').sleep(30)");
        NetworkTask waiting = server("vm");
        assertThat(waiting.info().state()).isEqualTo(State.WAITING);

        waiting.stop();
        busy.cancel(true);

        assertThat(soon(waiting.result()).outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThatThrownBy(() -> soon(waiting.listening())).hasCauseInstanceOf(NetworkingException.class);
        assertThat(waiting.output()).isEmpty();
    }

    @Test
    void aSocketOfAnEarlierScriptIsNeitherMistakenNorClosed() throws Exception {
        Vm vm = host.vm("vm", "5.4");
        vm.execute("mine = assert(require('socket').bind('127.0.0.1', 0))").orThrow();
        CompletableFuture<ExecutionResult> before =
                vm.executeAsync("other = assert(require('socket').bind('127.0.0.1', 0)) require('socket').sleep(0.3)");
        NetworkTask server = server("vm");
        soon(printed(server));
        int port = soon(server.listening());
        assertThat(soon(before).success()).isTrue();
        assertThat(server.output()).contains("Listening on port " + port + "...");

        server.stop();
        soon(server.result());

        assertThat(vm.execute("return mine:getsockname(), other:getsockname()").success())
                .isTrue();
        assertThat(host.sockets.sockets()).hasSize(2);
    }

    @Test
    void aClusterIsStartedAsAWholeOrNotAtAll() throws Exception {
        host.vm("one", "5.4");
        host.vm("two", "5.4");
        NetworkTask taken = server("two");
        soon(taken.listening());
        ClusterOptions options =
                new ClusterOptions(ClusterOptions.Topology.RING, 0, Duration.ofSeconds(9), Duration.ofSeconds(1));

        assertThatThrownBy(() -> ClusterStart.start(host.tasks, List.of("one", "two"), options, OWNER))
                .isInstanceOf(NetworkingException.class)
                .hasMessageContaining("VM two runs a task already");
        assertThatThrownBy(() -> ClusterStart.start(host.tasks, List.of("one", "none"), options, OWNER))
                .isInstanceOf(VmConnectionException.class);
        assertThatThrownBy(() -> ClusterStart.start(host.tasks, List.of("one", "one"), options, OWNER))
                .isInstanceOf(NetworkingException.class)
                .hasMessageContaining("different VMs");

        for (NetworkTask task : host.tasks.list()) {
            if (task.vm().equals("one")) {
                assertThat(soon(task.result()).success()).isFalse();
            }
        }
        assertThat(taken.info().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void heartbeatsAreAnswered() throws Exception {
        host.vm("server", "5.4");
        host.vm("client", "5.1");
        NetworkTask echo = host.tasks.start("server", Plan.echo(new ServerOptions(0, Duration.ofSeconds(1))), OWNER);

        NetworkTask client = host.tasks.start(
                "client", Plan.heartbeats(new HeartbeatOptions("127.0.0.1", soon(echo.listening()), SHORT, 2)), OWNER);

        assertThat(soon(client.result()).orThrow().stdout())
                .contains("Heartbeat Client: Received: Echo: Heartbeat 1 of 2\n")
                .contains("Heartbeat Client: Received: Echo: Heartbeat 2 of 2\n");
        assertThat(soon(echo.result()).orThrow().stdout()).endsWith("Echo Server: Heard nothing for 1 s\n");
    }

    @Test
    void getsFromAWebServer() throws Exception {
        host.vm("vm", "5.4");
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/a", exchange -> {
            byte[] body = ("path " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        web.start();
        try {
            URI address = URI.create("http://127.0.0.1:" + web.getAddress().getPort() + "/a?b=c");
            NetworkTask get = host.tasks.start("vm", Plan.http(address, Duration.ofSeconds(9)), OWNER);

            assertThat(soon(get.result()).orThrow().stdout()).isEqualTo("HTTP Client: 200 OK\npath /a?b=c\n");
        } finally {
            web.stop(0);
        }
        assertThatThrownBy(() -> Plan.http(URI.create("ftp://a/"), SHORT)).isInstanceOf(NetworkingException.class);
    }

    @Test
    void onlySoManyThatHaveEndedAreRemembered() throws Exception {
        host.vm("vm", "5.4");
        for (int i = 0; i < 105; i++) {
            NetworkTask task = host.tasks.start("vm", Plan.client(ClientOptions.of("127.0.0.1", 1024, "x")), OWNER);
            assertThat(soon(task.result()).success()).isFalse();
        }

        assertThat(host.tasks.list()).hasSizeBetween(99, 101);
    }
}
