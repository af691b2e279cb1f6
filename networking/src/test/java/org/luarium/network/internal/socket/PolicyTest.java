// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.Profile;
import org.luarium.network.NetworkPolicy;
import org.luarium.network.SocketInfo;
import org.luarium.network.internal.policy.Resolver;
import org.luarium.vm.Vm;

/** What VMs may not do, tried from within. */
class PolicyTest {
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private NetworkTestHost host;
    private ServerSocket outside;

    /** Says that a host is public at first, and of this machine afterwards. */
    private List<InetAddress> resolve(String name) throws UnknownHostException {
        asked.add(name);
        return switch (name) {
            case "rebinding.example" ->
                List.of(
                        answers.getAndIncrement() == 0
                                ? InetAddress.getByName("192.0.2.1")
                                : InetAddress.getLoopbackAddress());
            case "inside.example" -> List.of(InetAddress.getLoopbackAddress());
            case "both.example" -> List.of(InetAddress.getByName("10.0.0.1"), InetAddress.getLoopbackAddress());
            case "slow.example" -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new UnknownHostException(name);
            }
            default -> throw new UnknownHostException(name);
        };
    }

    @BeforeEach
    void open() throws IOException {
        host = new NetworkTestHost(NetworkTestHost.STANDARD, this::resolve, null);
        outside = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        never.countDown();
        outside.close();
        host.close();
    }

    private NetworkTestHost with(NetworkPolicy policy, Resolver resolver) throws IOException {
        host.close();
        host = new NetworkTestHost(policy, resolver, null);
        return host;
    }

    private static String run(Vm vm, String code) {
        return vm.execute(code).orThrow().value().display();
    }

    private static String connect(Vm vm, String target, int port) {
        return run(
                vm,
                "local s = require('socket') local c, e = s.connect('%s', %d) return c and 'connected' or e"
                        .formatted(target, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "0x7f.1",
                "2130706433",
                "0177.0.0.1",
                "::1",
                "[::1]",
                "::ffff:127.0.0.1",
                "[::ffff:7f00:1]",
                "0.0.0.0",
                "localhost",
                "localhost.",
                "LOCALHOST",
                "a.localhost",
                "inside.example",
                "both.example",
                "169.254.169.254",
                "10.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::1",
                "fe80::1",
                "::"
            })
    void doesNotReachServicesOfThisMachineOrItsNetwork(String target) {
        assertThat(connect(host.vm("a"), target, outside.getLocalPort()))
                .endsWith("is not allowed by the network policy");
    }

    @Test
    void connectsToTheAddressThatWasChecked() throws IOException {
        with(
                new NetworkPolicy(List.of("rebinding.example:*", "127.0.0.0/8:*"), List.of(), 10, 10, 1_000, 0),
                this::resolve);
        answers.set(1);
        assertThat(connect(host.vm("a"), "rebinding.example", outside.getLocalPort()))
                .isEqualTo("connected");

        with(NetworkTestHost.STANDARD, this::resolve);
        asked.clear();
        answers.set(0);
        Vm vm = host.vm("b");

        assertThat(connect(vm, "rebinding.example", outside.getLocalPort())).contains("not allowed");
        assertThat(connect(vm, "rebinding.example", outside.getLocalPort())).contains("not allowed");
        assertThat(asked).hasSize(2);
    }

    @Test
    void tellsNobodyNamesThatAnUntrustedVmCannotReach() {
        Vm vm = host.vm("a", "5.4", Profile.UNTRUSTED);

        assertThat(connect(vm, "secret.evil.example", 80))
                .isEqualTo("secret.evil.example:80 is not allowed by the network policy");
        assertThat(run(vm, "return select(2, require('socket').dns.toip('secret.evil.example'))"))
                .contains("not allowed");
        assertThat(connect(vm, "8.8.8.8", 53)).contains("not allowed");
        assertThat(asked).isEmpty();
    }

    @Test
    void tellsNoAddressesThatCannotBeReached() {
        Vm vm = host.vm("a");

        assertThat(run(vm, "return select(2, require('socket').dns.toip('both.example'))"))
                .isNotEqualTo("10.0.0.1");
        assertThat(connect(vm, "nowhere.example", 80)).isEqualTo("host not found");
        assertThat(connect(vm, "no host", 80)).isEqualTo("host not found");
    }

    @Test
    void isStoppedWhileANameIsLookedUp() {
        Vm vm = host.vm("a");

        assertThat(vm.executeAsync("require('socket').connect('slow.example', 80)")
                        .isDone())
                .isFalse();
        long began = System.nanoTime();
        vm.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void reachesPortsOfOtherVmsOnly() {
        Vm server = host.vm("server", "5.4", Profile.UNTRUSTED);
        long port = server.execute("s = require('socket').bind('*', 0) return (select(2, s:getsockname()))")
                .orThrow()
                .value()
                .asLong();

        assertThat(connect(host.vm("a", "5.4", Profile.UNTRUSTED), "127.0.0.1", (int) port))
                .isEqualTo("connected");
        assertThat(connect(host.vm("b"), "localhost", (int) port)).isEqualTo("connected");
        assertThat(connect(host.vm("c"), "0.0.0.0", (int) port)).contains("not allowed");
        server.execute("s:close()").orThrow();
        assertThat(connect(host.vm("d"), "127.0.0.1", (int) port)).contains("not allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'0.0.0.0', 0",
                "'::', 0",
                "'10.0.0.1', 0",
                "'127.0.0.1', 80",
                "'*', 80",
                "'0x0', 5000",
                "'example.org', 0",
                "'8.8.8.8', 0"
            })
    void listensAtThisMachineOnly(String place) {
        String problem = run(host.vm("a"), "return select(2, require('socket').bind(%s))".formatted(place));

        assertThat(problem).endsWith("is not allowed by the network policy");
        assertThat(run(host.vm("b"), "return select(2, require('socket').udp():setsockname(%s))".formatted(place)))
                .endsWith("is not allowed by the network policy");
        assertThat(host.sockets.sockets()).noneMatch(one -> one.state() != SocketInfo.State.NEW);
    }

    @Test
    void whatIsCalledEverywhereIsThisMachine() {
        assertThat(run(host.vm("a"), "return (require('socket').bind('*', 0):getsockname())"))
                .isEqualTo("127.0.0.1");
        assertThat(run(
                        host.vm("b"),
                        "local u = require('socket').udp() u:setsockname('*', 0) return (u:getsockname())"))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void datagramsKeepTheSameRules() {
        Vm vm = host.vm("a");

        assertThat(run(vm, "return select(2, require('socket').udp():sendto('x', '127.0.0.1', 53))"))
                .contains("not allowed");
        assertThat(run(vm, "return select(2, require('socket').udp():setpeername('169.254.169.254', 53))"))
                .contains("not allowed");
    }

    @Test
    void followsNoRedirectToWhereItMayNotGo() throws Exception {
        Thread serving = new Thread(() -> {
            try (Socket connection = outside.accept()) {
                connection.getInputStream().read(new byte[10_000]);
                connection
                        .getOutputStream()
                        .write(
                                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/secret\r\nContent-Length: 0\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        serving.start();
        with(NetworkTestHost.LOCAL, this::resolve);

        String problem = run(
                host.vm("a"),
                "return select(2, require('socket.http').request('http://127.0.0.1:%d/'))"
                        .formatted(outside.getLocalPort()));
        serving.join();

        assertThat(problem).isEqualTo("169.254.169.254:80 is not allowed by the network policy");
    }

    @Test
    void hasSoManySocketsAndConnections() throws IOException {
        with(new NetworkPolicy(List.of("loopback:*"), List.of("loopback:0"), 3, 2, 1_000, 0), this::resolve);
        Vm vm = host.vm("a");

        assertThat(run(vm, "s = require('socket') a, b, c = s.tcp(), s.tcp(), s.udp() return select(2, s.tcp())"))
                .isEqualTo("a VM may have 3 sockets; close one");
        assertThat(run(vm, "c:close() return tostring(s.tcp() ~= nil)")).isEqualTo("true");
        assertThat(run(host.vm("b"), """
                local s, problem = require('socket')
                for i = 1, 5 do
                  local c, e = s.connect('127.0.0.1', %d)
                  if c then c:close() else problem = e end
                end
                return problem
                """.formatted(outside.getLocalPort())))
                .isEqualTo("a VM may begin 2 connections in a second; try again later");
    }

    @Test
    void socketsThatNobodyHasAreClosed() throws IOException {
        with(new NetworkPolicy(List.of("loopback:*"), List.of("loopback:0"), 20, 2, 1_000, 0), this::resolve);

        for (String engine : List.of("5.1", "5.4", "luajit")) {
            assertThat(run(host.vm("vm-" + engine, engine, Profile.STANDARD), """
                    local s = require 'socket'
                    for i = 1, 60 do
                      assert(s.tcp())
                      if i %% 10 == 0 then collectgarbage() collectgarbage() end
                    end
                    return 'done'
                    """.formatted()))
                    .isEqualTo("done");
        }
    }

    @Test
    void movesSoManyBytes() throws IOException {
        with(new NetworkPolicy(List.of("vm:*"), List.of("loopback:0"), 10, 10, 1_500, 0), this::resolve);

        String problem = run(host.vm("a"), """
                local s = require 'socket'
                local server = s.bind('*', 0)
                local c = s.connect('127.0.0.1', (select(2, server:getsockname())))
                local d = server:accept()
                c:send(('x'):rep(1000))
                local data, why, part = d:receive(1000)
                return why .. ' ' .. #part
                """);

        assertThat(problem).isEqualTo("the VM has sent and received the 1500 bytes that it may 500");
    }

    @Test
    void movesSoManyBytesInASecond() throws IOException {
        with(new NetworkPolicy(List.of("vm:*"), List.of("loopback:0"), 10, 10, 1L << 40, 100_000), this::resolve);
        Vm vm = host.vm("a");
        long began = System.nanoTime();

        String received = run(vm, """
                local s = require 'socket'
                local server = s.bind('*', 0)
                local c = s.connect('127.0.0.1', (select(2, server:getsockname())))
                local d = server:accept()
                c:send(('x'):rep(120000))
                return #d:receive(120000)
                """);

        assertThat(received).isEqualTo("120000");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(1_300), Duration.ofSeconds(5));
    }

    @Test
    void aVmThatIsNotNetworkedHasNothing() {
        Vm vm = host.vm("a", config -> config.engine("5.4").networked(false));

        assertThat(run(vm, "return tostring(luarium_socket) .. tostring(package.loaded.luarium_socket)"))
                .isEqualTo("nilnil");
        assertThat(vm.execute("require('socket.core').tcp()").success()).isFalse();
        assertThat(host.sockets.sockets()).isEmpty();
    }

    @Test
    void tellsWhatItHolds() throws IOException {
        with(NetworkTestHost.LOCAL, this::resolve);
        host.vm("a").execute("""
                s = require('socket')
                c = s.connect('localhost', %d)
                c:send('12345')
                """.formatted(outside.getLocalPort())).orThrow();

        assertThat(host.sockets.sockets()).singleElement().satisfies(one -> {
            assertThat(one.vm()).isEqualTo("a");
            assertThat(one.kind()).isEqualTo(SocketInfo.Kind.TCP);
            assertThat(one.state()).isEqualTo(SocketInfo.State.OPEN);
            assertThat(one.remote()).isEqualTo("localhost:" + outside.getLocalPort() + " (127.0.0.1)");
            assertThat(one.sent()).isEqualTo(5);
            assertThat(one.local()).startsWith("127.0.0.1:");
        });
    }
}
