// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.luarium.benchmarks.measure.Commands;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.network.NetworkPolicy;
import org.luarium.network.internal.policy.Resolver;
import org.luarium.network.internal.socket.SocketHost;
import org.luarium.store.internal.tree.Trees;
import org.luarium.value.LuaValue;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;

/** 100 MB from VM to VM through a connection that the host holds, and through one of LuaSocket between two processes. */
final class SocketsRow implements Row {
    private static final int ROUNDS = 5;
    private static final int BLOCKS = 100;
    private static final int BLOCK = 1_000_000;
    private static final double BYTES = (double) BLOCKS * BLOCK;

    private static final String LISTEN = """
            socket = require 'socket'
            server = assert(socket.bind('127.0.0.1', 0))
            """;
    private static final String SEND = """
            local client = assert(server:accept())
            local block = ('x'):rep(%d)
            for i = 1, %d do assert(client:send(block)) end
            client:close()
            server:close()
            """.formatted(BLOCK, BLOCKS);
    private static final String RECEIVE = """
            local client = assert(require('socket').connect('127.0.0.1', ...))
            local bytes = 0
            repeat
              local block, problem, rest = client:receive(262144)
              bytes = bytes + #(block or rest)
            until problem
            client:close()
            """;

    @Override
    public String name() {
        return "sockets";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.PLAIN);
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        List<String> all = List.of("vm:*", "loopback:*");
        NetworkPolicy policy = new NetworkPolicy(all, all, 100, 100, Long.MAX_VALUE, 0);
        Path folder = Files.createTempDirectory("luarium-sockets");
        Optional<String> peer = Commands.find("lua5.4").map(Path::toString).filter(SocketsRow::hasLuaSocket);
        try (SocketHost sockets = new SocketHost(policy, policy, folder, Resolver.ofMachine(), null);
                Host host = Host.with(customizer(sockets));
                Vm source = host.manager().create(config("source"));
                Vm sink = host.manager().create(config("sink"))) {
            Contest contest = new Contest().add("ours", () -> ours(source, sink));
            if (peer.isPresent()) {
                contest = contest.add("peer", () -> peer(peer.get()));
            }
            Medians best = contest.run(ROUNDS);
            Goal goal = Goal.atLeast(300);
            String work = "100 MB from VM to VM through a connection";
            double ours = BYTES / best.of("ours") * 1e3;
            return List.of(
                    peer.isPresent()
                            ? new Finding(
                                    work,
                                    Unit.THROUGHPUT,
                                    ours,
                                    "LuaSocket, two processes",
                                    BYTES / best.of("peer") * 1e3,
                                    goal,
                                    "")
                            : Finding.alone(work, Unit.THROUGHPUT, ours, goal, ""));
        } finally {
            Trees.delete(folder);
        }
    }

    private static double ours(Vm source, Vm sink) {
        long port = source.execute(LISTEN + "return (select(2, server:getsockname()))")
                .orThrow()
                .value()
                .asLong();
        CompletableFuture<ExecutionResult> sent = source.executeAsync(SEND);
        long began = System.nanoTime();
        Script receive = Script.of(RECEIVE + "return bytes").withArguments(List.of(LuaValue.of(port)));
        check(sink.execute(receive).orThrow().value().asLong());
        double taken = System.nanoTime() - began;
        sent.join().orThrow();
        return taken;
    }

    private static double peer(String lua) throws IOException, InterruptedException {
        Process source = new ProcessBuilder(
                        lua, "-e", LISTEN + "io.stdout:setvbuf('no') print((select(2, server:getsockname())))" + SEND)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(source.getInputStream(), StandardCharsets.UTF_8))) {
            String port = out.readLine();
            long began = System.nanoTime();
            String bytes = Commands.run(
                    lua, "-e", "local function run(...) " + RECEIVE + "print(bytes) end run(" + port + ")");
            double taken = System.nanoTime() - began;
            check(Long.parseLong(bytes.strip()));
            return taken;
        } finally {
            if (!source.waitFor(10, TimeUnit.SECONDS)) {
                source.destroyForcibly();
            }
        }
    }

    private static void check(long bytes) {
        if (bytes != BYTES) {
            throw new IllegalStateException(bytes + " bytes came");
        }
    }

    private static boolean hasLuaSocket(String lua) {
        try {
            return Commands.run(lua, "-e", "print(pcall(require, 'socket'))").startsWith("true");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static VmConfig config(String id) {
        return VmConfig.builder(id).networked(true).build();
    }

    private static VmCustomizer customizer(SocketHost sockets) {
        return new VmCustomizer() {
            @Override
            public boolean provides(String environment) {
                return false;
            }

            @Override
            public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
                sockets.prepare(config, preparation);
            }
        };
    }
}
