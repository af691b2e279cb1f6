// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.luarium.network.ClientOptions;
import org.luarium.network.NetworkTask;
import org.luarium.network.NetworkingException;
import org.luarium.network.ServerOptions;
import org.luarium.network.VmNetwork;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;

/** Servers, clients and messages, each between VMs of its own, which others kill. */
public final class NetworkLoad {
    private static final long SECONDS = 30;
    private static final List<Class<? extends Exception>> OUTCOMES = Results.vmAnd(List.of(NetworkingException.class));

    private final VmManager vms;
    private final VmNetwork network;
    private final AtomicLong numbers = new AtomicLong();

    public NetworkLoad(VmManager vms, VmNetwork network) {
        this.vms = vms;
        this.network = network;
    }

    public List<Operation> operations() {
        return List.of(
                new Operation("network talk", 2, OUTCOMES, random -> talk()),
                new Operation("network stop", 2, OUTCOMES, this::stop),
                new Operation("network message", 4, OUTCOMES, this::message),
                new Operation(
                        "network publish",
                        3,
                        OUTCOMES,
                        random -> "heard by " + network.channel("soak").publish(LuaValue.of(random.nextInt()))));
    }

    private Vm vm(String kind) {
        return vms.create(VmConfig.builder(kind + numbers.incrementAndGet())
                .networked(true)
                .build());
    }

    private String talk() throws Exception {
        try (Vm serving = vm("server");
                Vm asking = vm("client")) {
            NetworkTask server = network.startServer(serving.id(), ServerOptions.on(0));
            int port = port(server);
            NetworkTask client = network.startClient(asking.id(), ClientOptions.of("localhost", port, "Hello!"));
            ExecutionResult answer = client.result().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
            if (answer.success()) {
                assertThat(answer.stdout()).contains("Hello from Lua Server!");
            }
            // A peer that was killed is an error to the other one
            return Results.check(answer, Outcome.OK, Outcome.LUA_ERROR);
        }
    }

    private static int port(NetworkTask task) throws Exception {
        return task.listening().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    private String stop(Random random) throws Exception {
        try (Vm vm = vm("stopped")) {
            NetworkTask server = network.startServer(vm.id(), ServerOptions.on(0));
            if (random.nextBoolean()) {
                port(server);
            }
            server.stop();
            ExecutionResult result = server.result().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
            result.error()
                    .filter(error -> result.outcome() == Outcome.LUA_ERROR)
                    .ifPresent(error -> assertThat(error.message()).startsWith("Lua Server: "));
            return Results.check(result, Outcome.LUA_ERROR);
        }
    }

    private String message(Random random) {
        int number = random.nextInt(1000);
        try (Vm vm = vm("mailbox")) {
            network.send(vm.id(), LuaValue.of(number));
            ExecutionResult result = vm.execute("net.subscribe('soak') return (net.receive(10))");
            if (result.success()) {
                assertThat(result.value().asLong()).isEqualTo(number);
            }
            return Results.check(result, Outcome.OK);
        }
    }
}
