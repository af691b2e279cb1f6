// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.vm.Outcome;
import org.luarium.vm.Vm;
import org.luarium.vm.VmState;

/** When the JVM, the spawner or an idle process dies. */
class HostDeathTest {
    private static final int EACH = 50;

    @TempDir
    Path folder;

    /** A JVM of its own: idle and spinning VMs, then it waits for its end. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws Exception {
            TestHost host = new TestHost("fifo", HostConfig.defaults(), Path.of(arguments[0]));
            List<Vm> vms = new ArrayList<>();
            List<CompletableFuture<?>> running = new ArrayList<>();
            for (int i = 0; i < EACH * 2; i++) {
                vms.add(host.manager().create("vm" + i));
            }
            for (int i = 0; i < EACH; i++) {
                running.add(vms.get(i).executeAsync("while true do end"));
            }
            System.out.println("spinning: " + running.size());
            System.in.read();
            host.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void takesItsProcessesAlong(String signal) throws Exception {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8));
            assertThat(output.readLine()).isEqualTo("spinning: " + EACH);
            Set<Long> processes = Accounting.descendants(victim.pid());
            assertThat(processes).hasSizeGreaterThan(2 * EACH);

            new ProcessBuilder("kill", "-" + signal, Long.toString(victim.pid()))
                    .start()
                    .waitFor();
            assertThat(victim.waitFor(5, TimeUnit.SECONDS)).isTrue();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> processes.stream().noneMatch(Accounting::runs));
        } finally {
            victim.destroyForcibly().waitFor();
        }
    }

    @Test
    void noticesTheDeathOfAnIdleProcess() throws Exception {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            Vm vm = host.manager().create("a");
            Vm other = host.manager().create("b");

            new ProcessBuilder("kill", "-KILL", Long.toString(vm.info().pid())).start();
            vm.onExit().toCompletableFuture().get(5, TimeUnit.SECONDS);

            assertThat(vm.info().state()).isEqualTo(VmState.DEAD);
            assertThat(vm.info().exit().orElseThrow().signal()).hasValue(9);
            assertThat(other.execute("return 1").value().asLong()).isEqualTo(1);
            vm.reset();
            assertThat(vm.execute("return 2").value().asLong()).isEqualTo(2);
        }
    }

    @Test
    void goesOnAfterTheDeathOfItsSpawner() throws Exception {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            Vm idle = host.manager().create("idle");
            Vm busy = host.manager().create("busy");
            var running = busy.executeAsync("while true do end");
            long spawner = ProcessHandle.of(idle.info().pid())
                    .orElseThrow()
                    .parent()
                    .orElseThrow()
                    .pid();

            new ProcessBuilder("kill", "-KILL", Long.toString(spawner)).start().waitFor();
            Vm next = host.manager().create("next");

            assertThat(next.execute("return 1").value().asLong()).isEqualTo(1);
            assertThat(running.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CRASHED);
            idle.onExit().toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(idle.info().state()).isEqualTo(VmState.DEAD);
            idle.reset();
            assertThat(idle.execute("return 2").value().asLong()).isEqualTo(2);
        }
    }
}
