// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmState;

/** VMs that outlive the host, when it is closed in order; its violent death is tested with real JVMs. */
class PersistentVmTest {
    @TempDir
    private Path home;

    private TestHost host() throws IOException {
        TestHost host = TestHost.fifo();
        host.keep(home.resolve("keepers"));
        return host;
    }

    private static VmConfig persistent(String id) {
        return VmConfig.builder(id).persistent(true).build();
    }

    @Test
    void keepsItsStateWhenItsHostEnds() throws IOException {
        long pid;
        try (TestHost host = host()) {
            Vm vm = host.manager().create(persistent("lasting"));
            assertThat(vm.execute("x = 42 return x").value().asLong()).isEqualTo(42);
            assertThat(vm.execute("return ('x'):rep(3000000)").value().asString())
                    .hasSize(3_000_000);
            pid = vm.info().pid();
        }
        assertThat(ProcessHandle.of(pid)).isPresent();

        for (int i = 0; i < 3; i++) {
            try (TestHost host = host()) {
                Vm vm = host.manager().get("lasting");
                VmInfo info = vm.info();
                assertThat(info.pid()).isEqualTo(pid);
                assertThat(info.adopted()).isPresent();
                assertThat(info.state()).isEqualTo(VmState.READY);
                assertThat(vm.execute("return x").value().asLong()).isEqualTo(42 + i);
                vm.execute("x = x + 1");
            }
        }
        try (TestHost host = host()) {
            host.manager().remove("lasting");
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void goesOnWithWhatItDoes() throws Exception {
        try (TestHost host = host()) {
            Vm vm = host.manager().create(persistent("busy"));
            CompletableFuture<ExecutionResult> lost = vm.executeAsync(Script.of(
                            "for i = 1, 20000 do print(i) end local t = os.clock() while os.clock() - t < 0.5 do end return 7")
                    .withEcho(false)
                    .withLabel("work"));
            lost.get(10, TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            // It runs
        }
        try (TestHost host = host()) {
            Vm vm = host.manager().get("busy");
            assertThat(vm.info().state()).isEqualTo(VmState.BUSY);
            StringBuilder heard = new StringBuilder();

            ExecutionResult result = vm.orphan()
                    .orElseThrow()
                    .resume(
                            (stream, bytes) -> heard.append(new String(bytes, StandardCharsets.UTF_8)),
                            most -> new byte[0])
                    .get(10, TimeUnit.SECONDS);

            assertThat(result.value().asLong()).isEqualTo(7);
            assertThat(heard.toString()).endsWith("19999\n20000\n");
            vm.close();
        }
    }

    @Test
    void tellsHowItEndedMeanwhile() throws Exception {
        try (TestHost host = host()) {
            Vm vm = host.manager().create(persistent("mortal"));
            CompletableFuture<ExecutionResult> unused = vm.executeAsync(
                    Script.of("print 'last words' local t = os.clock() while os.clock() - t < 0.3 do end os.exit(3)"));
            Awaitility.await().until(() -> vm.info().state() == VmState.BUSY);
        }
        try (TestHost host = host()) {
            Vm vm = host.manager().get("mortal");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> vm.info().state() == VmState.DEAD);
            assertThat(vm.info().exit().orElseThrow().code()).hasValue(3);
        }
        try (TestHost host = host()) {
            Vm vm = host.manager().get("mortal");
            assertThat(vm.info().state()).isEqualTo(VmState.DEAD);
            assertThat(vm.info().exit().orElseThrow().code()).hasValue(3);
            List<String> ids = host.manager().list().stream().map(VmInfo::id).toList();
            assertThat(ids).containsExactly("mortal");
            vm.close();
        }
    }
}
