// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmClosedException;
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
                assertThat(info.scripts()).isEqualTo(2 + 2 * i);
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

    @Test
    void waitsWithOutputThatNobodyTakes() throws Exception {
        try (TestHost host = host()) {
            Vm vm = host.manager().create(persistent("writer"));
            CompletableFuture<ExecutionResult> unused = vm.executeAsync(Script.of("for i = 1, 600000 do print(i) end")
                    .withLabel("much")
                    .withOutput((stream, bytes) -> {}));
        }
        try (TestHost host = host()) {
            Vm vm = host.manager().get("writer");
            List<String> lines = new ArrayList<>();
            StringBuilder rest = new StringBuilder();

            ExecutionResult result = vm.orphan()
                    .orElseThrow()
                    .resume(
                            (stream, bytes) -> {
                                rest.append(new String(bytes, StandardCharsets.UTF_8));
                                int end = rest.lastIndexOf("\n") + 1;
                                rest.substring(0, end).lines().forEach(lines::add);
                                rest.delete(0, end);
                            },
                            most -> new byte[0])
                    .get(30, TimeUnit.SECONDS);

            assertThat(result.outcome()).isEqualTo(Outcome.OK);
            int first = Integer.parseInt(lines.get(0));
            for (int i = 0; i < lines.size(); i++) {
                assertThat(lines.get(i)).isEqualTo(Integer.toString(first + i));
            }
            assertThat(first + lines.size() - 1).isEqualTo(600_000);
            vm.close();
        }
    }

    @Test
    void endsWithItsKeeperAndSaysSo() throws Exception {
        try (TestHost host = host()) {
            Vm vm = host.manager().create(persistent("orphaned"));
            long keeper = ProcessHandle.of(vm.info().pid())
                    .orElseThrow()
                    .parent()
                    .orElseThrow()
                    .pid();

            ChildJvm.signal(keeper, "KILL");
            vm.onExit().toCompletableFuture().get(5, TimeUnit.SECONDS);

            assertThat(vm.info().state()).isEqualTo(VmState.DEAD);
            host.manager().create(persistent("next")).close();
        }
        try (TestHost host = host()) {
            assertThat(host.manager().get("orphaned").info().state()).isEqualTo(VmState.DEAD);
            host.manager().remove("orphaned");
        }
        assertThat(home.resolve("keepers")).isEmptyDirectory();
    }

    @Test
    void isAdoptedAsDeadAfterItsKeeperWasKilledMeanwhile() throws Exception {
        long keeper;
        try (TestHost host = host()) {
            Vm vm = host.manager().create(persistent("gone"));
            keeper = ProcessHandle.of(vm.info().pid())
                    .orElseThrow()
                    .parent()
                    .orElseThrow()
                    .pid();
        }
        ChildJvm.signal(keeper, "KILL");
        Awaitility.await().until(() -> !Accounting.runs(keeper));
        try (TestHost host = host()) {
            Vm vm = host.manager().get("gone");
            assertThat(vm.info().state()).isEqualTo(VmState.DEAD);
            assertThat(vm.info().exit()).contains(ExitStatus.UNKNOWN);
            assertThatThrownBy(() -> vm.execute("return 1")).isInstanceOf(LuaProcessException.class);
            vm.close();
        }
        assertThat(home.resolve("keepers")).isEmptyDirectory();
    }

    @Test
    void letsGoOfThoseWhoWaitForItWhenItsHostEnds() throws Exception {
        CompletableFuture<Throwable> waiting = new CompletableFuture<>();
        try (TestHost host = host()) {
            Vm vm = host.manager().create(persistent("spinning"));
            Thread caller = new Thread(() -> {
                try {
                    vm.execute("stop = false while not stop do end");
                } catch (RuntimeException e) {
                    waiting.complete(e);
                }
            });
            caller.start();
            Awaitility.await().until(() -> vm.info().state() == VmState.BUSY);
        }
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isInstanceOf(VmClosedException.class);
        try (TestHost host = host()) {
            Vm vm = host.manager().get("spinning");
            assertThat(vm.interrupt()).isTrue();
            assertThat(vm.execute("return stop").value().asBoolean()).isFalse();
            vm.close();
        }
    }

    @Test
    void belongsToOneHostAtATime() throws Exception {
        try (TestHost first = host();
                TestHost second = host()) {
            first.manager().create(persistent("mine"));
            assertThat(second.manager().find("mine")).isEmpty();
            second.manager().create(persistent("yours"));
            first.manager().remove("mine");
        }
        try (TestHost host = host()) {
            assertThat(host.manager().list()).extracting(VmInfo::id).containsExactly("yours");
            host.manager().remove("yours");
        }
        assertThat(home.resolve("keepers")).isEmptyDirectory();
    }

    @Test
    void isResetAndReplacedAsAnyOther() throws Exception {
        try (TestHost host = host()) {
            Vm vm = host.manager().create(persistent("renewed"));
            vm.execute("x = 1");
            vm.reset();
            assertThat(vm.execute("return x").value().isNil()).isTrue();
            ExecutionResult late = vm.execute(Script.of("pcall(function() while true do end end) while true do end")
                    .withTimeout(Duration.ofMillis(50)));
            assertThat(late.outcome()).isEqualTo(Outcome.TIMEOUT);
            assertThat(vm.execute("y = 2 return y").value().asLong()).isEqualTo(2);
        }
        try (TestHost host = host()) {
            assertThat(host.manager().execute("renewed", "return y").value().asLong())
                    .isEqualTo(2);
            host.manager().remove("renewed");
        }
    }

    @Test
    void canBeReachedByNobodyElseAndLeavesNothing() throws Exception {
        try (TestHost host = host()) {
            Vm vm = host.manager().create(persistent("base"));
            long keeper = ProcessHandle.of(vm.info().pid())
                    .orElseThrow()
                    .parent()
                    .orElseThrow()
                    .pid();
            int before = descriptors(keeper);

            for (int i = 0; i < 10; i++) {
                Vm other = host.manager().create(persistent("other"));
                other.execute("os.execute('echo hello')");
                other.close();
            }

            assertThat(descriptors(keeper)).isEqualTo(before);
            try (Stream<Path> files = Files.list(home.resolve("keepers"))) {
                assertThat(files)
                        .allSatisfy(folder -> assertThat(
                                        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                                .isEqualTo("rwx------"));
            }
            vm.close();
        }
        assertThat(home.resolve("keepers")).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(names = "TRUSTED", mode = EnumSource.Mode.EXCLUDE)
    void cannotOpenItsOwnLinkOnceMore(Profile profile) throws Exception {
        try (TestHost host = host()) {
            Vm vm = host.manager()
                    .create(VmConfig.builder("curious")
                            .persistent(true)
                            .confinement(Confinement.of(profile))
                            .build());
            Path folder = vm.info().folder().orElseThrow();
            List<String> places = new ArrayList<>();
            for (Path parent : List.of(Path.of("/link"), folder.resolve("p1"), folder)) {
                for (String name :
                        List.of("in", "out", "raw", "p1.in", "p1.out", "p1.raw", "p1.sent", "p1.state", "vm")) {
                    places.add(parent.resolve(name).toString());
                }
            }
            Script script = Script.of("for _, place in ipairs({...}) do local ok, file = pcall(io.open, place, 'rb')"
                            + " if ok and file then return place end end")
                    .withArguments(places.stream().map(LuaValue::of).toList())
                    .withTimeout(Duration.ofSeconds(5));

            ExecutionResult result = vm.execute(script);

            assertThat(result.outcome()).isEqualTo(Outcome.OK);
            assertThat(result.values()).isEmpty();
            vm.close();
        }
    }

    private static int descriptors(long pid) throws IOException {
        try (Stream<Path> list = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return (int) list.count();
        }
    }

    @Test
    void leavesNothingWhenItDoesNotStart() throws Exception {
        try (TestHost host = host()) {
            Limits hasty = Limits.builder().startTime(Duration.ofNanos(1)).build();
            VmConfig wanted = persistent("late").toBuilder()
                    .confinement(
                            Confinement.builder(Profile.TRUSTED).limits(hasty).build())
                    .build();

            assertThatThrownBy(() -> host.manager().create(wanted)).isInstanceOf(LuaProcessException.class);

            host.manager().create(persistent("late")).close();
        }
        assertThat(home.resolve("keepers")).isEmptyDirectory();
    }

    @Test
    void isRefusedWhereNothingCanKeepIt() throws Exception {
        try (TestHost host = new TestHost("stdio", HostConfig.defaults())) {
            assertThatThrownBy(() -> host.manager().create(persistent("nowhere")))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("fifo");
        }
    }
}
