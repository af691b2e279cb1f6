// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.Profile;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Vm;

/** What goes through connections. */
class StreamTest {
    private NetworkTestHost host;
    private ServerSocket outside;

    @BeforeEach
    void open() throws IOException {
        host = new NetworkTestHost(NetworkTestHost.LOCAL);
        outside = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        outside.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws IOException {
        outside.close();
        host.close();
    }

    private Socket connected(Vm vm) throws IOException {
        vm.execute("s = require('socket') c = assert(s.connect('127.0.0.1', %d))".formatted(outside.getLocalPort()))
                .orThrow();
        return outside.accept();
    }

    /** Runs code while somebody does something at the other end. */
    private static String run(Vm vm, String code, Exchange other) throws Exception {
        CompletableFuture<ExecutionResult> result = vm.executeAsync(code).toCompletableFuture();
        other.perform();
        return result.join().orThrow().value().display();
    }

    private interface Exchange {
        void perform() throws Exception;
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1", "5.4", "luajit", "embedded"})
    void takesALongLine(String engine) throws Exception {
        Vm vm = host.vm("a", engine, Profile.STANDARD);
        try (Socket peer = connected(vm)) {
            String length = run(
                    vm,
                    "local line = c:receive() return #line .. ' ' .. c:receive()",
                    () -> peer.getOutputStream().write(("x".repeat(1 << 20) + "\r\nnext\n").getBytes(ISO_8859_1)));

            assertThat(length).isEqualTo((1 << 20) + " next");
        }
    }

    @Test
    void aLineWithoutEndIsBounded() throws Exception {
        Vm vm = host.vm("a");
        try (Socket peer = connected(vm)) {
            byte[] block = new byte[1 << 20];
            String problem = run(vm, "local line, problem = c:receive() c:close() return problem", () -> {
                try {
                    for (int i = 0; i < 40; i++) {
                        peer.getOutputStream().write(block);
                    }
                } catch (IOException e) {
                    assertThat(e).isNotNull();
                }
            });

            assertThat(problem).isEqualTo("the line is longer than 16777216 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1", "5.4", "luajit"})
    void carriesEveryByteBothWays(String engine) throws Exception {
        Vm vm = host.vm("a", engine, Profile.STANDARD);
        byte[] all = new byte[3_000_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 31 + i / 256);
        }
        try (Socket peer = connected(vm)) {
            CompletableFuture<byte[]> back = CompletableFuture.supplyAsync(() -> {
                try {
                    return peer.getInputStream().readNBytes(all.length);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            String sent = run(
                    vm,
                    "return c:send((c:receive(3000000)))",
                    () -> peer.getOutputStream().write(all));

            assertThat(sent).startsWith("3000000");
            assertThat(back.join()).isEqualTo(all);
        }
    }

    @Test
    void sendsAPartInTime() throws Exception {
        Vm vm = host.vm("a");
        try (Socket peer = connected(vm)) {
            assertThat(vm.execute("""
                                    c:settimeout(0.2)
                                    data = ('x'):rep(64000000)
                                    sent, problem, last = c:send(data)
                                    return tostring(sent) .. problem .. tostring(last > 0 and last < 64000000)
                                    """).orThrow().value().asString()).isEqualTo("niltimeouttrue");

            String rest = run(
                    vm,
                    "c:settimeout(nil) return c:send(data, last + 1)",
                    () -> peer.getInputStream().readNBytes(64_000_000));

            assertThat(rest).startsWith("64000000");
        }
    }

    @Test
    void totalTimeCountsOverAllReads() throws Exception {
        Vm vm = host.vm("a");
        try (Socket peer = connected(vm)) {
            String result = run(
                    vm,
                    "c:settimeout(0.5, 't') local line, problem, part = c:receive('*l') return problem .. ' ' .. part",
                    () -> {
                        long end = System.nanoTime() + 2_000_000_000L;
                        while (System.nanoTime() < end) {
                            peer.getOutputStream().write('x');
                            LockSupport.parkNanos(50_000_000);
                        }
                    });

            // With a time for each read it would have taken all that came in two seconds
            assertThat(result).startsWith("timeout x");
            assertThat(result.length()).isLessThan("timeout ".length() + 20);
        }
    }

    @Test
    void aConnectionThatNobodyWaitedForIsUsedAsSoonAsItIsThere() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = new ArrayList<>();
            // As many as the machine lets wait for a server that takes none
            for (int i = 0; i < 2; i++) {
                waiting.add(new Socket(InetAddress.getLoopbackAddress(), busy.getLocalPort()));
            }
            Vm vm = host.vm("a");
            assertThat(vm.execute("""
                            s = require('socket')
                            c = s.tcp()
                            c:settimeout(0)
                            local ok, problem = c:connect('127.0.0.1', %d)
                            return problem .. #select(2, s.select(nil, { c }, 0))
                            """.formatted(busy.getLocalPort()))
                            .orThrow()
                            .value()
                            .asString())
                    .isEqualTo("timeout0");

            busy.accept().close();
            busy.accept().close();

            assertThat(vm.execute("""
                                    local _, writable = s.select(nil, { c }, 10)
                                    local sent = c:send('here\\n')
                                    return #writable .. ' ' .. sent .. ' ' .. select(2, c:connect('127.0.0.1', 1))
                                    """).orThrow().value().asString()).isEqualTo("1 5 already connected");
            assertThat(busy.accept().getInputStream().readNBytes(5)).isEqualTo("here\n".getBytes(ISO_8859_1));
            for (Socket one : waiting) {
                one.close();
            }
        }
    }

    @Test
    void oneLoopServesTwoHundredClients() throws Exception {
        Vm vm = host.vm("server");
        int port = (int) vm.execute("s = require('socket') l = s.bind('*', 0) return (select(2, l:getsockname()))")
                .orThrow()
                .value()
                .asLong();
        CompletableFuture<ExecutionResult> serving = vm.executeAsync("""
                local all, ended, lines = { l }, 0, 0
                l:settimeout(0)
                while ended < 200 do
                  local ready, _, problem = s.select(all, nil, 10)
                  if problem then error(problem) end
                  for _, one in ipairs(ready) do
                    if one == l then
                      local c = l:accept()
                      while c do
                        c:settimeout(0)
                        all[#all + 1] = c
                        c = l:accept()
                      end
                    else
                      local line, why = one:receive()
                      if line then
                        lines = lines + 1
                        one:send('echo ' .. line .. '\\n')
                      elseif why == 'closed' then
                        one:close()
                        ended = ended + 1
                        for i = 2, #all do
                          if all[i] == one then table.remove(all, i) break end
                        end
                      end
                    end
                  end
                end
                return lines
                """).toCompletableFuture();

        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 200; i++) {
                clients.get(i).getOutputStream().write(("line " + i + "\n").getBytes(ISO_8859_1));
            }
            for (int i = 0; i < 200; i++) {
                String wanted = "echo line " + i + "\n";
                assertThat(new String(clients.get(i).getInputStream().readNBytes(wanted.length()), ISO_8859_1))
                        .isEqualTo(wanted);
            }
        }
        for (Socket client : clients) {
            client.close();
        }

        assertThat(serving.join().orThrow().value().asLong()).isEqualTo(600);
    }

    @Test
    void aPortIsFreeAsSoonAsItsSocketIsClosed() {
        assertThat(host.vm("a").execute("""
                        local socket = require "socket"
                        for i = 1, 200 do
                          local first = assert(socket.bind("127.0.0.1", 0))
                          local _, port = first:getsockname()
                          first:close()
                          assert(socket.bind("127.0.0.1", port)):close()
                        end
                        return true
                        """).orThrow().value().asBoolean()).isTrue();
    }

    @Test
    void twoVmsCannotHaveOnePort() {
        long port = host.vm("a")
                .execute("s = require('socket').bind('*', 0) return (select(2, s:getsockname()))")
                .orThrow()
                .value()
                .asLong();

        assertThat(host.vm("b")
                        .execute("return select(2, require('socket').bind('127.0.0.1', %d))".formatted(port))
                        .orThrow()
                        .value()
                        .asString())
                .isEqualTo("address already in use");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h.close('x')",
                "h.close()",
                "h.close({})",
                "h.close(1.5)",
                "h.close(0/0)",
                "h.receive(n, -1, 0, 0)",
                "h.receive(n, 2^60, 0, 0)",
                "h.receive(n, 0/0, 0, 0)",
                "h.receive(n, 10, 0/0, -1/0, 'more')",
                "h.send(n, {}, 0, 0)",
                "h.send(n, ('x'):rep(1000000), 0, 0)",
                "h.send(n)",
                "h.connect(n, ('x'):rep(100000), 80, 0, 0, 0)",
                "h.connect(n, 'a', -1, 0, 0, 0)",
                "h.connect(n, 'a', 1e300, 0, 0, 0)",
                "h.connect(1e18, 'a', 1, 0, 0, 0)",
                "h.bind(n, 'x', 0, 9)",
                "h.listen(n)",
                "h.accept(n, 0, 0)",
                "h.select({1e18, -5, n}, {n, n}, 0)",
                "h.select(1, 2, 3)",
                "h.select({{}}, {}, 0)",
                "h.select({'1'}, {}, 0)",
                "h.option(n, 'linger', 2^53)",
                "h.option(n, 'recv-buffer-size', -2^53)",
                "h.option(n, ('k'):rep(2000), 1)",
                "h.shutdown(n, {})",
                "h.send_datagram(n, 'x', 0, 0, '127.0.0.1', 1)",
                "h.receive_datagram(n, 1, 0, 0)",
                "h.associate(n, 'x', 1, 0)",
                "h.look_up(('a.'):rep(400))",
                "h.look_up({})",
                "h.secure(n, 'x', 0, 0)",
                "h.secure(7, '127.0.0.1', 0, 0)",
                "h.sleep('x')",
                "h.stats(-1)",
                "h.peer(2^70)",
                "h.disconnect(n)",
                "h.limits({}, {}, {})"
            })
    void hostFunctionsTakeWhatAHostileScriptPasses(String call) {
        Vm other = host.vm("other");
        other.execute("s = require('socket') t = s.tcp()").orThrow();
        Vm vm = host.vm("a");

        ExecutionResult result = vm.execute("h = luarium_socket n = h.tcp() local all = { pcall(function() return "
                + call + " end) } return tostring(all[1])");

        assertThat(result.success()).isTrue();
        assertThat(vm.execute("return tostring(require('socket').tcp() ~= nil)")
                        .orThrow()
                        .value()
                        .asString())
                .isEqualTo("true");
        assertThat(other.execute("return tostring(t:bind('*', 0) == 1)")
                        .orThrow()
                        .value()
                        .asString())
                .isEqualTo("true");
    }
}
