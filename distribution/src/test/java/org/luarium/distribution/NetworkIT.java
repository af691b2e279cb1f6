// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.network.ClientOptions;
import org.luarium.network.ClusterOptions;
import org.luarium.network.NetworkTask;
import org.luarium.network.NetworkTaskInfo.State;
import org.luarium.network.NetworkingException;
import org.luarium.network.PeerOptions;
import org.luarium.network.PeerOptions.Peer;
import org.luarium.network.ServerOptions;
import org.luarium.network.VmConnectionException;
import org.luarium.network.VmNetwork;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Networked VMs, as other bundles meet them: scenario 19, and what belongs to it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class NetworkIT {
    private static final long SECONDS = 20;

    @Inject
    private BundleContext context;

    @Inject
    private VmManager vms;

    @Inject
    private VmNetwork network;

    @Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @After
    public void close() {
        vms.list().forEach(info -> vms.remove(info.id()));
    }

    private Vm networked(String id) {
        return vms.create(VmConfig.builder(id).networked(true).build());
    }

    private static <T> T soon(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    private static int port(NetworkTask task) throws Exception {
        return soon(task.listening());
    }

    @Test
    public void scenario19ServerAndClientTalk() throws Exception {
        networked("server");
        networked("client");

        NetworkTask server = network.startServer("server", ServerOptions.on(0));
        int port = port(server);
        NetworkTask client = network.startClient("client", ClientOptions.of("localhost", port, "Hello!"));

        assertThat(soon(server.result()).orThrow().stdout()).isEqualTo("""
                        Lua Server: Listening on port %d...
                        Lua Server: Client connected from 127.0.0.1
                        Lua Server: Received from client: Hello!
                        """.formatted(port));
        assertThat(soon(client.result()).orThrow().stdout())
                .contains("Lua Client: Received from server: Hello from Lua Server! What's your message?\n");
        assertThat(server.info().state()).isEqualTo(State.DONE);
        assertThat(network.tasks()).contains(server, client);
        assertThat(network.sockets()).isEmpty();
    }

    @Test
    public void scenario19TwoPeersStayUpForTheirTime() throws Exception {
        networked("one");
        networked("two");
        Duration second = Duration.ofSeconds(1);
        long began = System.nanoTime();

        NetworkTask one =
                network.startPeer("one", new PeerOptions(0, List.of(), Duration.ofSeconds(4), Duration.ofMillis(500)));
        int port = port(one);
        NetworkTask two = network.startPeer(
                "two", new PeerOptions(0, List.of(new Peer("localhost", port)), second.multipliedBy(3), second));
        int other = port(two);

        assertThat(soon(one.result()).orThrow().stdout())
                .contains("P2P VM " + port + ": Accepted connection from 127.0.0.1:")
                .contains("Received: Hello from P2P VM on port " + other + "!")
                .contains("Received: P2P VM " + other + ": Heartbeat at ");
        assertThat(System.nanoTime() - began)
                .isGreaterThan(Duration.ofSeconds(4).toNanos());
        assertThat(soon(two.result()).orThrow().stdout())
                .contains("P2P VM " + other + ": Connected to localhost:" + port)
                .contains("Received: Welcome to P2P VM on port " + port + "!")
                .containsPattern("(?s)(Received: P2P VM " + port + ": Heartbeat at .*){3}")
                .endsWith("P2P VM " + other + ": Finished after 3 s\n");
    }

    @Test
    public void eightPeersMakeARing() throws Exception {
        List<String> ids = vms
                .createCluster(
                        "peer", 8, VmConfig.builder("peer").networked(true).build())
                .vms()
                .stream()
                .map(Vm::id)
                .toList();

        List<NetworkTask> ring = network.startCluster(
                ids,
                new ClusterOptions(ClusterOptions.Topology.RING, 0, Duration.ofSeconds(3), Duration.ofMillis(500)));

        for (int i = 0; i < ring.size(); i++) {
            int own = port(ring.get(i));
            int next = port(ring.get((i + 1) % ring.size()));
            int previous = port(ring.get((i + ring.size() - 1) % ring.size()));
            assertThat(soon(ring.get(i).result()).orThrow().stdout())
                    .contains("P2P VM " + own + ": Connected to 127.0.0.1:" + next + "\n")
                    .contains("Received: Welcome to P2P VM on port " + next + "!\n")
                    .contains("P2P VM " + own + ": Accepted connection from 127.0.0.1:")
                    .contains("Received: Hello from P2P VM on port " + previous + "!\n")
                    .contains("Received: P2P VM " + next + ": Heartbeat at ")
                    .contains("Received: P2P VM " + previous + ": Heartbeat at ")
                    .doesNotContain("yet");
        }
    }

    @Test
    public void whatUsersSayIsNoCode() throws Exception {
        networked("server");
        networked("client");
        NetworkTask server = network.startServer("server", ServerOptions.on(0));
        String hostile = "x\", 1) print(\"INJECTED\") os.exit(0) --]]";

        NetworkTask client = network.startClient("client", ClientOptions.of("127.0.0.1", port(server), hostile));

        assertThat(soon(server.result()).orThrow().stdout()).endsWith("Received from client: " + hostile + "\n");
        assertThat(soon(client.result()).orThrow().stdout()).doesNotContain("\nINJECTED");
        assertThatThrownBy(() -> ClientOptions.of(hostile, 2000, "x")).isInstanceOf(NetworkingException.class);
    }

    @Test
    public void aVmThatIsNotNetworkedHasNoNetwork() {
        Vm vm = vms.create("alone");

        assertThat(vm.execute("return (pcall(require, 'socket')), (pcall(require, 'net')), net, socket")
                        .values())
                .hasToString("[false, false, nil, nil]");
        assertThatThrownBy(() -> network.startServer("alone", ServerOptions.on(0)))
                .isInstanceOf(VmConnectionException.class)
                .hasMessageContaining("VM alone is not networked");
        assertThatThrownBy(() -> network.startServer("nobody", ServerOptions.on(0)))
                .isInstanceOf(VmConnectionException.class)
                .hasMessageContaining("VM nobody does not exist");
    }

    @Test
    public void portsOutsideTheDocumentedOnesAreRefused() {
        for (int port : new int[] {-1, 1, 80, 1023, 65_536}) {
            assertThatThrownBy(() -> ServerOptions.on(port))
                    .isInstanceOf(NetworkingException.class)
                    .hasMessageContaining("1024 to 65535");
        }
    }

    @Test
    public void aPortThatIsTakenIsNamed() throws Exception {
        networked("first");
        networked("second");
        int port = port(network.startServer("first", ServerOptions.on(0)));

        NetworkTask second = network.startServer("second", ServerOptions.on(port));

        assertThatThrownBy(() -> port(second))
                .hasCauseInstanceOf(NetworkingException.class)
                .hasMessageContaining("cannot listen on port " + port);
        assertThat(soon(second.result()).outcome()).isEqualTo(Outcome.LUA_ERROR);
        assertThat(second.info().state()).isEqualTo(State.FAILED);
    }

    @Test
    public void aTaskIsStoppedWithoutHarmToItsVm() throws Exception {
        Vm vm = networked("server");
        vm.execute("kept = 'kept'").orThrow();
        for (int i = 0; i < 3; i++) {
            NetworkTask server = network.startServer("server", ServerOptions.on(0));
            // The port is known before the line that names it is printed.
            CountDownLatch printed = new CountDownLatch(1);
            AutoCloseable unused = server.follow(line -> printed.countDown());
            assertThat(printed.await(SECONDS, TimeUnit.SECONDS)).isTrue();

            server.stop();

            ExecutionResult result = soon(server.result());
            assertThat(result.success()).isFalse();
            assertThat(result.stdout()).startsWith("Lua Server: Listening on port ");
            assertThat(server.info().state()).isEqualTo(State.STOPPED);
            assertThat(vm.execute("return kept").value()).hasToString("kept");
        }
        assertThat(network.sockets()).isEmpty();
    }

    @Test
    public void aTaskEndsWithItsVm() throws Exception {
        Vm vm = networked("server");
        NetworkTask server = network.startServer("server", ServerOptions.on(0));
        List<String> lines = new CopyOnWriteArrayList<>();
        AutoCloseable unused = server.follow(lines::add);
        int port = port(server);
        await().until(() -> lines.contains("Lua Server: Listening on port " + port + "..."));
        assertThatThrownBy(() -> network.startServer("server", ServerOptions.on(0)))
                .isInstanceOf(NetworkingException.class)
                .hasMessageContaining("VM server runs a task already, a server");

        vm.close();

        assertThat(soon(server.result()).outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(network.sockets()).isEmpty();
    }

    @Test
    public void theBundleLeavesNoTaskAndNoThread() throws Exception {
        networked("server");
        NetworkTask server = network.startServer("server", ServerOptions.on(0));
        int port = port(server);
        Bundle bundle = bundle("org.luarium.networking");

        bundle.stop();

        assertThat(soon(server.result()).success()).isFalse();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(IOException.class);
        await().atMost(Duration.ofSeconds(SECONDS))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("luarium-net")));
        bundle.start();
        await().until(() -> context.getServiceReference(VmNetwork.class) != null);
        networked("again");
        assertThat(vms.get("again")
                        .execute("return require('socket') ~= nil and net ~= nil")
                        .value())
                .hasToString("true");
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void whatABundleHasStartedEndsWithItsUse() throws Exception {
        networked("server");
        BundleContext other = bundle("org.apache.felix.configadmin").getBundleContext();
        ServiceReference<VmNetwork> reference = other.getServiceReference(VmNetwork.class);
        NetworkTask theirs = other.getService(reference).startServer("server", ServerOptions.on(0));
        port(theirs);
        assertThat(theirs.info().owner()).isEqualTo("org.apache.felix.configadmin");

        other.ungetService(reference);

        assertThat(soon(theirs.result()).success()).isFalse();
        assertThat(vms.get("server").execute("return 1").success()).isTrue();
    }
}
