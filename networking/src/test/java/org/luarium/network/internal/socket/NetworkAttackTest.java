// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luarium.isolate.Profile;
import org.luarium.network.SocketInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Vm;

/** The network attacks of the corpus, by VMs that are networked under the policy that nobody has changed. */
class NetworkAttackTest {
    private static final byte[] HERE = {127, 0, 0, 1};
    private static final byte[] ELSEWHERE = {127, 0, 0, 2};

    private NetworkTestHost host;
    private ServerSocketChannel first;
    private ServerSocketChannel second;
    private DatagramChannel datagrams;
    private int port;

    @BeforeEach
    void start() throws IOException {
        host = new NetworkTestHost(NetworkTestHost.STANDARD);
        first = listen(HERE, 0);
        port = ((InetSocketAddress) first.getLocalAddress()).getPort();
        second = listen(ELSEWHERE, port);
        datagrams = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getByAddress(HERE), port));
        datagrams.configureBlocking(false);
    }

    private static ServerSocketChannel listen(byte[] address, int port) throws IOException {
        ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByAddress(address), port));
        server.configureBlocking(false);
        return server;
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
        first.close();
        second.close();
        datagrams.close();
    }

    private String attack(Profile profile, String code) {
        Vm vm = host.vm("attacker", "5.4", profile);
        ExecutionResult result = vm.execute(code);
        assertThat(result.outcome()).as("%s", result).isIn(Outcome.OK, Outcome.LUA_ERROR);
        return result.stdout();
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void a066_doesNotReachTheLoopbackOfTheHost(Profile profile) throws IOException {
        assertThat(attack(profile, """
                        local ok,s=pcall(require,"socket") if ok then local c=s.tcp() c:settimeout(1) local r,e=c:connect("127.0.0.1",%d) print(r and "PWNED" or e) else print(s) end
                        """.formatted(port))).contains("not allowed");
        assertThat(first.accept()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void a067_doesNotReachAnotherAddressOfTheHost(Profile profile) throws IOException {
        assertThat(attack(profile, """
                        local ok,s=pcall(require,"socket") if ok then local c=s.tcp() c:settimeout(1) local r,e=c:connect("127.0.0.2",%d) print(r and "PWNED" or e) else print(s) end
                        """.formatted(port))).contains("not allowed");
        assertThat(second.accept()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void a068_listensNowhereButAtTheLoopback(Profile profile) throws Exception {
        Vm vm = host.vm("attacker", "5.4", profile);
        CompletableFuture<String> heard = new CompletableFuture<>();
        host.sockets.addListener((id, where) -> heard.complete(host.sockets.sockets().stream()
                .filter(socket -> socket.kind() == SocketInfo.Kind.LISTENER)
                .map(SocketInfo::local)
                .toList()
                .toString()));
        CompletableFuture<ExecutionResult> done = vm.executeAsync("""
                local ok,s=pcall(require,"socket") if ok then local b,e=s.bind("0.0.0.0",0) print(b and "BOUND" or e) if b then s.sleep(1.2) end else print(s) end
                """);
        String said = done.get(20, TimeUnit.SECONDS).stdout();
        if (said.startsWith("BOUND")) {
            assertThat(heard.get(10, TimeUnit.SECONDS)).startsWith("[127.0.0.1:");
        } else {
            assertThat(said).contains("not allowed");
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void a070_sendsNoDatagramToTheHost(Profile profile) throws IOException {
        assertThat(attack(profile, """
                        local ok,s=pcall(require,"socket") if ok then local u=s.udp() if not u then print"no socket" return end print(u:setpeername("127.0.0.1",%d)) print(u:send("CANARYDNS")) else print(s) end
                        """.formatted(port))).contains("not allowed");
        assertThat(datagrams.receive(ByteBuffer.allocate(100))).isNull();
    }

    @ParameterizedTest
    @EnumSource(value = Profile.class, names = "TRUSTED", mode = EnumSource.Mode.EXCLUDE)
    void theyDoNoBetterWithTheRealLuaSocket(Profile profile) throws IOException {
        List<String> found = attack(profile, """
                        package.loaded.socket, package.loaded["socket.core"] = nil, nil
                        local real = "/usr/lib/x86_64-linux-gnu/lua/5.4/?.so;/usr/local/lib/lua/5.4/?.so"
                        package.path, package.cpath = "/usr/share/lua/5.4/?.lua;/usr/local/share/lua/5.4/?.lua", real
                        local ok, s = pcall(require, "socket")
                        if not ok then print("no module") return end
                        local c = s.tcp() or error("no socket")
                        print(c:connect("127.0.0.1", %d) and "PWNED" or "unreachable")
                        """.formatted(port)).lines().toList();
        assertThat(found).doesNotContain("PWNED");
        assertThat(first.accept()).isNull();
    }
}
