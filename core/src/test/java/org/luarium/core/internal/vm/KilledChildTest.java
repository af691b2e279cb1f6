// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Isolate;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmState;

/** Processes that somebody kills or stops at any moment: their calls end with the reason, and no other VM notices. */
class KilledChildTest {
    private TestHost host;
    private Vm bystander;

    @BeforeEach
    void start() throws IOException {
        host = TestHost.fifo();
        bystander = host.manager().create("bystander");
        bystander.execute("x = 1");
    }

    @AfterEach
    void stop() {
        try {
            assertThat(bystander.execute("return x").value().asLong()).isEqualTo(1);
        } finally {
            host.close();
        }
    }

    private static void signal(long pid, String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ExecutionResult run(Vm vm, Script script, boolean background) throws Exception {
        return background ? vm.executeAsync(script).get(10, TimeUnit.SECONDS) : vm.execute(script);
    }

    /** Different things that a script may be doing, for some milliseconds. */
    private static String body(int kind) {
        return switch (kind) {
            case 0 -> "local s = 0 for k = 1, 1e6 do s = s + k end return 'done'";
            case 1 -> "for k = 1, 20000 do print(k) end return 'done'";
            case 2 -> "for k = 1, 200 do host.same(k) end return 'done'";
            case 3 -> "for k = 1, 200 do io.read('*l') end return 'done'";
            case 4 -> "for k = 1, 50 do os.execute('') end return 'done'";
            default -> "local t = {} for k = 1, 50000 do t[k] = k end return 'done', t";
        };
    }

    /** Only a trusted one starts commands. */
    @ParameterizedTest
    @EnumSource(names = {"TRUSTED", "STANDARD"})
    void endsEveryCallWhateverMomentItsProcessIsKilled(Profile profile) throws Exception {
        int rounds = Boolean.getBoolean("luarium.stress") ? 1000 : 60;
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Vm vm = host.manager()
                .create(VmConfig.builder("victim")
                        .confinement(Confinement.of(profile))
                        .build());
        int crashed = 0;
        for (int i = 0; i < rounds; i++) {
            String context = "seed " + seed + " round " + i;
            vm.provide(
                    "host", HostModule.builder().simple("same", a -> a.get(0)).build());
            Script script = Script.of(body(random.nextInt(6))).withInput(most -> new byte[] {'a', '\n'});
            Isolate isolate = vm.isolate();
            long pid = isolate.info().pid();
            long pause = random.nextInt(8_000_000);
            boolean ours = random.nextBoolean();
            CompletableFuture<Void> killer = CompletableFuture.runAsync(() -> {
                if (ours) {
                    LockSupport.parkNanos(pause);
                    isolate.kill();
                } else {
                    signal(pid, "KILL");
                }
            });

            boolean background = random.nextBoolean();
            ExecutionResult result = null;
            try {
                result = run(vm, script, background);
            } catch (LuaProcessException e) {
                assertThat(e.exit().orElseThrow().signal()).as(context).hasValue(9);
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(e.getCause()).as(context).isInstanceOf(LuaProcessException.class);
            }
            killer.join();

            if (result != null && result.success()) {
                assertThat(result.value().asString()).as(context).isEqualTo("done");
            } else if (result != null) {
                crashed++;
                assertThat(result.outcome()).as(context + " " + result).isEqualTo(Outcome.CRASHED);
                assertThat(result.exit().orElseThrow().signal()).as(context).hasValue(9);
                assertThat(result.stateLost()).as(context).isTrue();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> vm.info().state() == VmState.DEAD);
            assertThat(bystander
                            .executeAsync("return x")
                            .get(5, TimeUnit.SECONDS)
                            .value()
                            .asLong())
                    .as(context)
                    .isEqualTo(1);
            vm.reset();
        }
        System.out.printf("%d of %d calls were hit%n", crashed, rounds);
        assertThat(crashed).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endsACallWhoseProcessIsKilledWhileTheHostWorks(boolean background) throws Exception {
        Vm vm = host.manager().create("victim");
        vm.provide(
                "host",
                HostModule.builder()
                        .function("die", (caller, a) -> {
                            caller.isolate().kill();
                            caller.isolate().onExit().toCompletableFuture().get(5, TimeUnit.SECONDS);
                            return List.of(LuaValue.of(1));
                        })
                        .function(
                                "dieInside",
                                (caller, a) -> caller.execute("host.die()").values())
                        .build());

        for (String code : List.of("host.die()", "host.dieInside()")) {
            ExecutionResult result = run(vm, Script.of("print('before') " + code), background);

            assertThat(result.outcome()).isEqualTo(Outcome.CRASHED);
            assertThat(result.exit().orElseThrow().signal()).hasValue(9);
            assertThat(result.stdout()).isEqualTo("before\n");
            assertThat(result.stateLost()).isTrue();
            vm.reset();
        }
    }

    @Test
    void takesNoDeadProcessFromThePool() throws Exception {
        try (TestHost pooled = new TestHost("fifo", HostConfig.defaults().withPoolSize(2))) {
            Vm first = pooled.manager().create("first");
            Awaitility.await().until(() -> pooled.manager().statistics().pooled() == 2);
            for (Isolate isolate : pooled.host().isolates()) {
                if (isolate.info().pid() != first.info().pid()) {
                    isolate.kill();
                    isolate.onExit().toCompletableFuture().get(5, TimeUnit.SECONDS);
                }
            }

            assertThat(pooled.manager()
                            .create("second")
                            .execute("return 2")
                            .value()
                            .asLong())
                    .isEqualTo(2);
            assertThat(first.execute("return 1").value().asLong()).isEqualTo(1);
        }
    }

    /** Large code does not fit into the FIFO, so the host is stopped in its write. */
    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "1000000, false", "1000000, true"})
    void endsACallOfAStoppedProcessAtItsTimeout(int size, boolean background) throws Exception {
        Vm vm = host.manager().create("victim");
        signal(vm.info().pid(), "STOP");
        Script script = Script.of(" ".repeat(size)).withTimeout(Duration.ofMillis(300));

        ExecutionResult result = run(vm, script, background);

        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(result.stateLost()).isTrue();
        assertThat(result.usage().elapsed()).isLessThan(Duration.ofSeconds(5));
        assertThat(vm.execute("return 2").value().asLong()).isEqualTo(2);
    }

    @Test
    void endsAProcessThatIsStoppedAfterAnInterrupt() throws Exception {
        Vm vm = host.manager().create("victim");
        vm.provide(
                "host",
                HostModule.builder()
                        .simple("stop", a -> {
                            try {
                                signal(vm.info().pid(), "STOP");
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                            return LuaValue.nil();
                        })
                        .build());
        CompletableFuture<ExecutionResult> running = vm.executeAsync("host.stop() while true do end");

        Awaitility.await().until(() -> vm.info().state() == VmState.BUSY);
        vm.interrupt();

        assertThat(running.get(5, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(vm.execute("return 2").value().asLong()).isEqualTo(2);
    }

    @Test
    void closesAndResetsStoppedProcesses() throws Exception {
        Vm vm = host.manager().create("victim");
        signal(vm.info().pid(), "STOP");
        vm.reset();
        assertThat(vm.execute("return 2").value().asLong()).isEqualTo(2);
        signal(vm.info().pid(), "STOP");
        long began = System.nanoTime();

        vm.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(host.host().isolates()).hasSize(1);
        assertThat(catchThrowable(() -> vm.execute("return 1"))).isNotNull();
    }
}
