// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;

/** Messages from VM to VM. */
class MessagesTest {
    private NetworkedHost host;

    @BeforeEach
    void start() throws IOException {
        host = new NetworkedHost();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private static String get(CompletableFuture<ExecutionResult> future) throws Exception {
        return text(future.get(20, TimeUnit.SECONDS));
    }

    private static String text(ExecutionResult result) {
        return String.join(
                " ",
                result.orThrow().values().stream().map(value -> value.display()).toList());
    }

    @Test
    void everyEngineSendsToEveryOther() throws Exception {
        List<EngineInfo> engines =
                host.manager().engines().stream().filter(EngineInfo::usable).toList();
        for (EngineInfo from : engines) {
            for (EngineInfo to : engines) {
                try (Vm a = host.create("a", vm -> vm.engine(from.name()));
                        Vm b = host.create("b", vm -> vm.engine(to.name()))) {
                    CompletableFuture<ExecutionResult> answer = a.executeAsync("return net.receive(20)");
                    assertThat(text(b.execute(
                                    "local net = require('net') return net.send('a', {1.5, x = 'y', t = {true}})")))
                            .isEqualTo("true");
                    assertThat(get(answer))
                            .as("%s to %s", from, to)
                            .contains("1.5")
                            .endsWith(" b");
                }
            }
        }
    }

    @Test
    void requestsAreAnswered() throws Exception {
        Vm server = host.create("server");
        Vm client = host.create("client");
        CompletableFuture<ExecutionResult> done = server.executeAsync("""
                for i = 1, 3 do
                  local message, sender, channel, request = net.receive(20)
                  assert(net.reply(request, sender .. message.n))
                end
                """);
        assertThat(text(client.execute("""
                local all = {}
                for i = 1, 3 do all[i] = assert(net.request('server', {n = i})) end
                return table.concat(all, ' ')
                """))).isEqualTo("client1 client2 client3");
        assertThat(get(done)).isEmpty();
    }

    private String run(Vm vm, String code) {
        return text(vm.execute(code));
    }

    @Test
    void problemsAreValues() {
        Vm a = host.create("a");
        Vm plain = host.manager().create("plain");
        assertThat(run(a, "return net.id()")).isEqualTo("a");
        assertThat(run(a, "return net.send('nobody', 1)")).isEqualTo("nil no such VM");
        assertThat(run(a, "return net.send('plain', 1)")).isEqualTo("nil no such VM");
        assertThat(run(a, "return net.request('nobody', 1)")).isEqualTo("nil no such VM");
        assertThat(run(a, "return net.request('host:nobody', 1)")).isEqualTo("nil no such handler");
        assertThat(run(a, "return net.request('a', 1)")).isEqualTo("nil a VM cannot answer itself");
        assertThat(run(a, "return net.receive(0)")).isEqualTo("nil timeout");
        assertThat(run(a, "return net.receive(0.01)")).isEqualTo("nil timeout");
        assertThat(run(a, "return net.reply(7, 'x')")).isEqualTo("nil nobody waits for that");
        assertThat(run(a, "return net.broadcast('nothing', 1)")).isEqualTo("0");
        assertThat(run(plain, "return type(net), pcall(require, 'net')")).startsWith("nil false");
    }

    @Test
    void wrongArgumentsAreErrorsThatSayWhatIsWrong() {
        Vm a = host.create("a");
        String[][] cases = {
            {"net.send()", "net.send: argument 1 must be the id of a VM, not nil"},
            {"net.send(1, 2)", "net.send: argument 1 must be the id of a VM, not number"},
            {"net.send('a')", "net.send: a message must not be nil"},
            {"net.send('a', print)", "net.send: a function cannot be sent"},
            {"net.send('a', coroutine.create(print))", "net.send: a thread cannot be sent"},
            {"net.send('a', {[print] = 1})", "net.send: a function cannot be sent"},
            {"local t = {} t.t = t net.send('a', t)", "net.send: a table that contains itself"},
            {"local t = {} for i = 1, 200 do t = {t} end net.send('a', t)", "net.send: a table"},
            {"net.receive('x')", "net.receive: argument 1 must be a time in seconds, 0 or more, not string"},
            {"net.receive(-1)", "net.receive: argument 1 must be a time"},
            {"net.receive(0/0)", "net.receive: argument 1 must be a time"},
            {"net.request('b', 1, {})", "net.request: argument 3 must be a time"},
            {"net.reply('x', 1)", "net.reply: argument 1 must be the number of a request"},
            {"net.reply(1.5, 1)", "net.reply: argument 1 must be the number of a request"},
            {"net.broadcast('a b', 1)", "net.broadcast: 'a b' is no name of a channel"},
            {"net.subscribe(('x'):rep(1000000))", "net.subscribe: 'xxx"},
        };
        for (String[] one : cases) {
            String code = "return select(2, pcall(function() " + one[0] + " end))";
            assertThat(run(a, code)).as(one[0]).contains(one[1]).hasSizeLessThan(400);
        }
        assertThat(run(a, "return net.receive(0)")).isEqualTo("nil timeout");
        assertThat(host.messages().waitingBytes()).isZero();
    }

    @Test
    void nobodyCanBeSomebodyElse() {
        Vm honest = host.create("honest");
        Vm liar = host.create("liar");
        // Whatever it passes besides, overwrites or takes apart: the host says who sends.
        liar.execute("net.id = function() return 'honest' end");
        liar.execute("net.send('honest', 'x', 'admin', 'channel', 99)").orThrow();
        liar.execute("net.send('honest', {from = 'host:admin'})").orThrow();
        assertThat(run(honest, "return net.receive(0)")).isEqualTo("x liar");
        assertThat(run(honest, "return select(2, net.receive(0))")).isEqualTo("liar");
        // Numbers of requests are of no use to others.
        Vm third = host.create("third");
        CompletableFuture<ExecutionResult> asked = honest.executeAsync("return net.request('third', 'x', 20)");
        String request = run(third, "return select(4, net.receive(20))");
        assertThat(run(liar, "local n = 0 for i = 0, 100 do n = n + (net.reply(i, 'forged') and 1 or 0) end return n"))
                .isEqualTo("0");
        assertThat(run(third, "return net.reply(" + request + ", 'real')")).isEqualTo("true");
        assertThat(asked.join().orThrow().value().asString()).isEqualTo("real");
        assertThat(run(third, "return net.reply(" + request + ", 'again')")).isEqualTo("nil nobody waits for that");
    }

    @Test
    void messagesMayBeAsLargeAsAFrameOfTheReceiver() throws Exception {
        Vm big = host.create("big");
        Vm small = host.create(
                "small",
                vm -> vm.confinement(Confinement.builder(Profile.TRUSTED)
                        .limits(Limits.builder().frameBytes(100_000).build())
                        .build()));
        assertThat(run(big, "return net.send('small', ('x'):rep(98000))")).isEqualTo("true");
        assertThat(run(big, "return net.send('small', ('x'):rep(100000))")).isEqualTo("nil message too large");
        assertThat(run(small, "return #net.receive(), net.receive(0)")).isEqualTo("98000 nil timeout");
        int frame = Confinement.of(Profile.TRUSTED).limits().frameBytes();
        CompletableFuture<ExecutionResult> received = big.executeAsync("return #net.receive(20)");
        Vm sender = host.create("sender");
        assertThat(run(sender, "return net.send('big', ('x'):rep(" + (frame - 4000) + "))"))
                .isEqualTo("true");
        assertThat(get(received)).isEqualTo("" + (frame - 4000));
        received = big.executeAsync("return net.request('small', 1, 20)");
        assertThat(run(small, "local _, _, _, r = net.receive(20) return net.reply(r, ('x'):rep(90000))"))
                .isEqualTo("true");
        assertThat(get(received)).hasSize(90_000);
        received = small.executeAsync("return net.request('big', 1, 20)");
        assertThat(run(
                        big,
                        "local _, _, _, r = net.receive(20) return net.reply(r, ('x'):rep(150000))"
                                + ", select('#', net.reply(r, nil))"))
                .isEqualTo("nil 1");
        assertThat(get(received)).isEqualTo("nil");
    }

    @Test
    void aFullMailboxRefusesAndLosesNothing() {
        Vm flooded = host.create("flooded");
        Vm sender = host.create("sender");
        assertThat(run(sender, """
                local n, problem = 0
                repeat
                  local ok
                  ok, problem = net.send('flooded', n + 1)
                  if ok then n = n + 1 end
                until problem
                return n, problem
                """)).isEqualTo("1000 mailbox full");
        assertThat(run(flooded, "for i = 1, 1000 do assert(net.receive(0) == i) end return net.receive(0)"))
                .isEqualTo("nil timeout");
        assertThat(run(sender, "return net.send('flooded', 'again')")).isEqualTo("true");
    }

    @Test
    void aScriptThatIsStoppedLosesNoMessage() throws Exception {
        // Others lose their process when they are interrupted twice.
        EngineInfo lasting = host.manager().engines().stream()
                .filter(engine -> engine.usable() && engine.interrupt() == EngineInfo.Interrupt.LASTING)
                .findFirst()
                .orElseThrow();
        Vm a = host.create("a", vm -> vm.engine(lasting.name()));
        Vm b = host.create("b");
        for (int i = 0; i < 20; i++) {
            CompletableFuture<ExecutionResult> stopped = a.executeAsync("net.receive()");
            while (!a.interrupt() && !stopped.isDone()) {
                Thread.onSpinWait();
            }
            ExecutionResult result = stopped.get(20, TimeUnit.SECONDS);
            assertThat(result.outcome()).isEqualTo(Outcome.INTERRUPTED);
            assertThat(result.stateLost()).as("%d %s", i, result).isFalse();
            assertThat(run(b, "return net.send('a', " + i + ")")).isEqualTo("true");
            assertThat(run(a, "return net.receive(20)")).isEqualTo(i + " b");
        }
        Script late = Script.of("net.receive()").withTimeout(Duration.ofMillis(30));
        assertThat(a.execute(late).outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(run(b, "return net.send('a', 'x')")).isEqualTo("true");
        assertThat(run(a, "return net.receive(20)")).isEqualTo("x b");
    }

    @Test
    void requestsEndAtOnceWithTheVmThatWasAsked() throws Exception {
        for (String how : List.of("close", "reset", "kill")) {
            Vm a = host.create("a");
            Vm b = host.create("b");
            CompletableFuture<ExecutionResult> taken = a.executeAsync("return net.request('b', 'x', 600)");
            run(b, "request = select(4, net.receive(20)) net.subscribe('c')");
            switch (how) {
                case "close" -> b.close();
                case "reset" -> b.reset();
                default -> b.isolate().kill();
            }
            assertThat(get(taken)).as(how).isEqualTo("nil VM ended");
            assertThat(host.messages().waitingBytes()).isZero();
            a.close();
            b.close();
        }
        assertThat(host.messages().channels()).isEmpty();
    }

    @Test
    void aResetBeginsWithAnEmptyMailbox() {
        Vm a = host.create("a");
        Vm b = host.create("b");
        run(b, "net.send('a', 'old')");
        a.reset();
        assertThat(run(a, "return net.receive(0)")).isEqualTo("nil timeout");
        run(b, "net.send('a', 'new')");
        assertThat(run(a, "return net.receive(20)")).isEqualTo("new b");
        run(b, "net.send('a', 'old')");
        a.close();
        assertThat(run(b, "return net.send('a', 1)")).isEqualTo("nil no such VM");
        Vm again = host.create("a");
        assertThat(run(again, "return net.receive(0)")).isEqualTo("nil timeout");
        assertThat(run(b, "return net.send('a', 'new')")).isEqualTo("true");
        assertThat(run(again, "return net.receive(20)")).isEqualTo("new b");
    }

    @Test
    void closedMessagingEndsAllWaits() throws Exception {
        Vm a = host.create("a");
        Vm b = host.create("b");
        CompletableFuture<ExecutionResult> waits = a.executeAsync("return select(2, pcall(net.receive))");
        CompletableFuture<ExecutionResult> asks = b.executeAsync("return net.request('a', 1, 600)");
        while (host.messages().waitingBytes() > 0) {
            Thread.onSpinWait();
        }
        host.messages().close();
        assertThat(get(waits)).isNotEmpty();
        assertThat(get(asks)).startsWith("nil");
        assertThat(run(a, "return select(2, pcall(net.receive))"))
                .startsWith("NetworkingException: VM a gets no messages");
        assertThat(run(a, "return net.send('b', 1)")).isEqualTo("nil no such VM");
    }

    @Test
    void aRingOfManyPassesATokenAround() throws Exception {
        int vms = 24;
        int laps = 20;
        List<CompletableFuture<ExecutionResult>> scripts = new ArrayList<>();
        for (int i = 0; i < vms; i++) {
            Vm vm = host.create("ring-" + i);
            scripts.add(vm.executeAsync("""
                    local after = 'ring-%d'
                    for i = 1, %d do
                      local n, sender = net.receive(60)
                      assert(sender == 'ring-%d' or sender == 'host:test', sender)
                      net.send(after, n + 1)
                    end
                    """.formatted((i + 1) % vms, laps, (i + vms - 1) % vms)));
        }
        host.messages().send("ring-0", LuaValue.of(0), "host:test");
        for (CompletableFuture<ExecutionResult> script : scripts) {
            script.get(60, TimeUnit.SECONDS).orThrow();
        }
        host.messages().send("ring-1", LuaValue.of(-1), "host:test");
        Vm first = host.manager().get("ring-0");
        assertThat(run(first, "return net.receive(0)")).isEqualTo(vms * laps + " ring-" + (vms - 1));
    }

    @Test
    void messagesOfManySendersComeInTheirOrder() throws Exception {
        Vm sink = host.create("sink");
        CompletableFuture<ExecutionResult> counted = sink.executeAsync("""
                local last = {}
                for i = 1, 4 * 500 do
                  local n, sender = net.receive(60)
                  assert(n == (last[sender] or 0) + 1, sender)
                  last[sender] = n
                end
                return last.s1 + last.s2 + last.s3 + last.s4
                """);
        List<CompletableFuture<ExecutionResult>> senders = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            String code = "for i = 1, 500 do while not net.send('sink', i) do net.receive(0.001) end end";
            Vm vm = host.create("s" + i);
            senders.add(i % 2 == 0 ? vm.executeAsync(code) : CompletableFuture.supplyAsync(() -> vm.execute(code)));
        }
        for (CompletableFuture<ExecutionResult> sender : senders) {
            sender.get(60, TimeUnit.SECONDS).orThrow();
        }
        assertThat(get(counted)).isEqualTo("2000");
    }

    @Test
    void leavesNoThreadAndNoMailbox() throws Exception {
        List<CompletableFuture<ExecutionResult>> waiting = new ArrayList<>();
        Vm last = host.create("last");
        for (int i = 0; i < 30; i++) {
            Vm vm = host.create("w" + i);
            vm.execute("net.subscribe('all')").orThrow();
            waiting.add(vm.executeAsync("return net.receive(600)"));
        }
        assertThat(threads()).hasSizeLessThanOrEqualTo(2);
        assertThat(run(last, "return net.broadcast('all', 'go')")).isEqualTo("30");
        for (CompletableFuture<ExecutionResult> one : waiting) {
            assertThat(get(one)).isEqualTo("go last all");
        }
        for (int i = 0; i < 30; i++) {
            host.manager().get("w" + i).close();
        }
        assertThat(host.messages().channels()).isEmpty();
        assertThat(run(last, "return net.send('w1', 1)")).isEqualTo("nil no such VM");
        host.messages().close();
        for (Thread thread : threads()) {
            thread.join(20_000);
        }
        assertThat(threads()).isEmpty();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("luarium-net"))
                .toList();
    }
}
