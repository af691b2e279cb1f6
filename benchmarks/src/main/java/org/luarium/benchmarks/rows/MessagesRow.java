// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.ProcessMemory;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.network.internal.message.MessageHost;
import org.luarium.network.internal.message.MessageLimits;
import org.luarium.value.LuaValue;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;

/** Messages from VM to VM: two that play ping-pong, and many that wait. */
final class MessagesRow implements Row {
    private static final int ROUNDS = 9;
    private static final int BLOCKS = 200;
    private static final int BLOCK = 20;
    private static final int WARM_UP = 30;
    private static final long SETTLE_SECONDS = 10;
    private static final long WATCH_SECONDS = 10;

    @Override
    public String name() {
        return "messages";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.PLAIN, Setting.ONE_CORE);
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (MessageHost messages = new MessageHost(MessageLimits.defaults());
                Host host = Host.with(customizer(messages))) {
            List<Finding> findings = new ArrayList<>(latency(host));
            if (context.setting() == Setting.PLAIN) {
                findings.addAll(idle(host, messages, context.vms()));
            }
            return findings;
        }
    }

    private static List<Finding> latency(Host host) throws Exception {
        try (Vm idle = host.manager().create(config("exec"));
                Vm ping = host.manager().create(config("ping"));
                Vm pong = host.manager().create(config("pong"))) {
            Script empty = Script.of("");
            ping.execute("function play(n) local send, receive = net.send, net.receive"
                            + " for i = 1, n do send('pong', i) receive() end end")
                    .orThrow();
            CompletableFuture<ExecutionResult> answers = pong.executeAsync("local send, receive = net.send, net.receive"
                    + " while true do local i, sender = receive() if i == 'end' then return end send(sender, i) end");
            Script play = Script.of("play(" + BLOCK + ")");
            Medians best = new Contest()
                    .add(
                            "execute",
                            () -> Samples.time(BLOCKS * BLOCK, () -> idle.execute(empty))
                                    .median())
                    .add(
                            "nobody",
                            () -> Samples.time(
                                                    BLOCKS,
                                                    () -> ping.executeAsync(play)
                                                            .join()
                                                            .orThrow())
                                            .median()
                                    / BLOCK
                                    / 2)
                    .add(
                            "caller",
                            () -> Samples.time(BLOCKS, () -> ping.execute(play).orThrow())
                                            .median()
                                    / BLOCK
                                    / 2)
                    .run(ROUNDS);
            ping.execute("net.send('pong', 'end')").orThrow();
            answers.join().orThrow();
            String note = "half of a round trip, " + BLOCK + " of them in a row, median";
            return List.of(
                    finding("message from VM to VM, nobody waits for the scripts", best, "nobody", note),
                    finding("message from VM to VM, a thread waits for one of the scripts", best, "caller", note));
        }
    }

    private static Finding finding(String work, Medians best, String which, String note) {
        return new Finding(
                work,
                Unit.TIME,
                best.of(which),
                "our execute of nothing",
                best.of("execute"),
                Goal.ratioAtMost(3),
                note);
    }

    private static List<Finding> idle(Host host, MessageHost messages, int vms) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            host.manager().create(config("warm-up-" + i)).execute("return 1");
        }
        int before = threads();
        List<CompletableFuture<ExecutionResult>> results = new ArrayList<>();
        for (int i = 0; i < vms; i++) {
            Vm vm = host.manager().create(config("idle-" + i));
            vm.execute("net.subscribe('all')").orThrow();
            results.add(vm.executeAsync("return net.receive(600)"));
        }
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        int threads = Math.max(0, threads() - before);
        double began = processNanos();
        TimeUnit.SECONDS.sleep(WATCH_SECONDS);
        double share = (processNanos() - began) / (WATCH_SECONDS * 1e9);
        long sent = System.nanoTime();
        messages.channel("all", "host:benchmark").publish(LuaValue.of("hello"));
        for (CompletableFuture<ExecutionResult> result : results) {
            if (!result.join().orThrow().value().asString().equals("hello")) {
                throw new IOException("a VM got something else");
            }
        }
        double reached = System.nanoTime() - sent;
        return List.of(
                Finding.alone(
                        "VMs that wait for a message: threads of the JVM for " + vms,
                        Unit.COUNT,
                        threads,
                        Goal.atMost(4),
                        "one keeps the time"),
                Finding.alone(
                        "VMs that wait for a message: processor time of the JVM for " + vms + ", percent of a core",
                        Unit.COUNT,
                        Math.round(share * 10_000) / 100.0,
                        Goal.atMost(1),
                        ""),
                Finding.alone(
                        "a message to " + vms + " VMs on one channel, until all scripts have ended",
                        Unit.TIME,
                        reached,
                        Goal.none(),
                        ""));
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static double processNanos() throws IOException {
        return ProcessMemory.average(List.of(ProcessHandle.current().pid())).cpuNanos();
    }

    private static VmConfig config(String id) {
        return VmConfig.builder(id)
                .networked(true)
                .confinement(Confinement.of(Profile.TRUSTED))
                .build();
    }

    private static VmCustomizer customizer(MessageHost messages) {
        return new VmCustomizer() {
            @Override
            public boolean provides(String environment) {
                return false;
            }

            @Override
            public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
                messages.prepare(config, preparation);
            }
        };
    }
}
