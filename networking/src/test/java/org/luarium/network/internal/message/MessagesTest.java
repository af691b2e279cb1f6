// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
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
}
