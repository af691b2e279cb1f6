// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.core.internal.confine.Tier;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.ConfinementReport.Level;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.isolate.SandboxUnavailableException;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** What confined VMs can do and cannot, on a machine with namespaces. */
class ConfinementTest {
    @TempDir
    Path folder;

    private TestHost host;
    private Path secret;

    @BeforeEach
    void start() throws IOException {
        host = TestHost.fifo();
        secret = Files.writeString(folder.resolve("secret"), "CANARY");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private Vm create(String id, Confinement confinement) {
        return host.manager()
                .create(VmConfig.builder(id).confinement(confinement).build());
    }

    private static String print(Vm vm, String code) {
        return vm.execute(code).orThrow().stdout().strip();
    }

    @Test
    void enforcesEveryControlOfProfileUntrusted() {
        Vm vm = create("u", Confinement.of(Profile.UNTRUSTED));

        assertThat(vm.info().confinement().controls()).allMatch(Control::enforced);
        assertThat(vm.info().confinement().level()).isEqualTo(Level.ENFORCED);
        assertThat(print(vm, "return 1 + 1")).isEqualTo("2");
    }

    @Test
    void enforcesEveryControlOfProfileStandard() {
        Vm vm = create("s", Confinement.of(Profile.STANDARD));

        assertThat(vm.info().confinement().controls()).allMatch(Control::enforced);
    }

    @Test
    void keepsFilesOfTheHostFromAVm() {
        Vm vm = create("s", Confinement.of(Profile.STANDARD));

        assertThat(print(vm, "return (io.open('" + secret + "'))")).isEqualTo("nil");
        assertThat(print(vm, "return (io.open('" + folder.resolve("new") + "', 'w'))"))
                .isEqualTo("nil");
        assertThat(print(vm, "return (io.open('/proc/1/environ'))")).isEqualTo("nil");
        assertThat(print(vm, "return (io.open('/etc/passwd'))")).isEqualTo("nil");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.4", "embedded", "embedded-jvm"})
    void startsNoProcesses(String engine) {
        Vm vm = host.manager().create(VmConfig.builder("s").engine(engine).build());

        assertThat(print(vm, "return (os.execute('echo PWNED'))")).isEqualTo("nil");
        assertThat(print(vm, "return (io.popen('echo PWNED'))")).isEqualTo("nil");
    }

    @Test
    void showsWhatWasGivenWhereItIs() throws IOException {
        Path sibling = Files.writeString(folder.resolve("sibling"), "x");
        Vm vm = create(
                "s", Confinement.builder(Profile.STANDARD).readable(secret).build());

        assertThat(print(vm, "return io.open('" + secret + "'):read('a')")).isEqualTo("CANARY");
        assertThat(print(vm, "return (io.open('" + secret + "', 'a'))")).isEqualTo("nil");
        assertThat(print(vm, "return (io.open('" + sibling + "'))")).isEqualTo("nil");
    }

    @Test
    void takesManyFilesAndSaysWhatToDoAboutTooMany() throws IOException {
        Confinement.Builder some = Confinement.builder(Profile.STANDARD);
        for (int i = 0; i < 1000; i++) {
            some.readable(Files.writeString(folder.resolve("file" + i), "content " + i));
            if (i == 99) {
                Vm vm = create("some", some.build());
                assertThat(print(vm, "return io.open('" + folder.resolve("file99") + "'):read('a')"))
                        .isEqualTo("content 99");
            }
        }

        assertThatExceptionOfType(LuaProcessException.class)
                .isThrownBy(() -> create("all", some.build()))
                .withMessageContaining("give a folder to read in place of many files");
        assertThat(print(
                        create(
                                "folder",
                                Confinement.builder(Profile.STANDARD)
                                        .readable(folder)
                                        .build()),
                        "return io.open('" + folder.resolve("file999") + "'):read('a')"))
                .isEqualTo("content 999");
    }

    @Test
    void keepsFilesFromAVmWithoutNamespacesToo(@TempDir Path other) throws IOException {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), other, Tier.LANDLOCK)) {
            assumeTrue(
                    host.host().diagnose().stream()
                            .anyMatch(layer -> layer.layer().equals("Landlock") && layer.state() == Diagnosis.State.OK),
                    "there is no Landlock here");
            Path given = Files.writeString(folder.resolve("given"), "given");
            Vm vm = host.manager()
                    .create(VmConfig.builder("l")
                            .confinement(Confinement.builder(Profile.STANDARD)
                                    .readable(given)
                                    .build())
                            .build());

            assertThat(vm.info().confinement().controls())
                    .allMatch(Control::enforced)
                    .filteredOn(row -> row.name().equals("filesystem"))
                    .allSatisfy(row -> assertThat(row.enforcedBy()).isEqualTo("Landlock"))
                    .allSatisfy(row -> assertThat(row.limit()).doesNotContain("/tmp"));
            assertThat(print(vm, "return (io.open('" + secret + "'))")).isEqualTo("nil");
            assertThat(print(vm, "return (io.open('/tmp/x', 'w'))")).isEqualTo("nil");
            assertThat(print(vm, "return io.open('" + given + "'):read('a')")).isEqualTo("given");
            assertThat(print(vm, "return (io.open('" + given + "', 'a'))")).isEqualTo("nil");
            assertThat(print(vm, "return (os.execute('exit 0'))")).isEqualTo("nil");
        }
    }

    @Test
    void reportsFilesThatNothingKeepsFromAVm(@TempDir Path other) throws IOException {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), other, Tier.LIMITS)) {
            Vm vm = host.manager().create(VmConfig.of("s"));

            assertThat(vm.info().confinement().controls())
                    .filteredOn(row -> !row.enforced())
                    .extracting(Control::name)
                    .containsExactly("filesystem");
            assertThat(print(vm, "return (os.execute('exit 0'))")).isEqualTo("nil");
            assertThatExceptionOfType(SandboxUnavailableException.class)
                    .isThrownBy(() -> host.manager()
                            .create(VmConfig.builder("u")
                                    .confinement(Confinement.of(Profile.UNTRUSTED))
                                    .build()))
                    .satisfies(e -> assertThat(e.control()).isEqualTo("filesystem"));
        }
    }

    @Test
    void reportsWhatAnEngineInAJvmIsNotKeptFrom() {
        Vm vm = host.manager()
                .create(VmConfig.builder("j").engine("embedded-jvm").build());

        assertThat(vm.info().confinement().controls())
                .filteredOn(row -> !row.enforced())
                .extracting(Control::name)
                .containsExactlyInAnyOrder("filesystem", "memory");
        assertThat(print(vm, "return 1 + 1")).isEqualTo("2");
    }

    @Test
    void givesEachStandardVmABoundedTmpOfItsOwn() {
        Vm one = create("one", Confinement.of(Profile.STANDARD));
        Vm two = create("two", Confinement.of(Profile.STANDARD));

        print(one, "local f = assert(io.open('/tmp/x', 'w')) f:write('mine') f:close()");

        assertThat(print(one, "return io.open('/tmp/x'):read('a')")).isEqualTo("mine");
        assertThat(print(two, "return (io.open('/tmp/x'))")).isEqualTo("nil");
        String flood = """
                local n, block = 0, ("x"):rep(1 << 20)
                for i = 1, 4 do
                  local f = io.open("/tmp/big" .. i, "w")
                  for _ = 1, 30 do
                    if f and f:write(block) and f:flush() then n = n + 1 end
                  end
                end
                return n < 70
                """;
        assertThat(print(one, flood)).isEqualTo("true");
    }

    @Test
    void letsAnUntrustedVmWriteNoFileAtAll() {
        Confinement untrusted = Confinement.builder(Profile.UNTRUSTED)
                .library(Confinement.Library.FULL)
                .build();
        Vm vm = create("u", untrusted);

        for (String place : List.of("/x", "/tmp/x", "/link/x", "/luarium/boot.lua", "/env/x")) {
            assertThat(print(vm, "return (io.open('" + place + "', 'w'))"))
                    .as(place)
                    .isEqualTo("nil");
        }
    }

    @Test
    void readsTheStateOfAProcessFromTheKernel() throws IOException {
        Vm vm = create("u", Confinement.of(Profile.UNTRUSTED));

        Map<String, String> status = status(vm.info().pid());

        assertThat(status).containsEntry("NoNewPrivs", "1").containsEntry("Seccomp", "2");
        assertThat(status.get("CapEff")).matches("0+");
        assertThat(status.get("NSpid")).endsWith("1");
        assertThat(status.get("Uid")).doesNotStartWith("0\t");
    }

    @Test
    void hidesTheLinkFromScripts() throws Exception {
        Vm vm = create("s", Confinement.of(Profile.STANDARD));

        for (String name : List.of("raw", "in", "out")) {
            assertThat(print(vm, "return (io.open('/link/" + name + "', 'r'))")).isEqualTo("nil");
        }
        assertThat(print(vm, "io.stderr:write('seen') return 1")).isEqualTo("1");
        Vm trusted = create("t", Confinement.of(Profile.TRUSTED));
        assertThat(print(trusted, "os.execute('echo out; echo err >&2')"))
                .contains("out")
                .contains("err");
    }

    @Test
    void limitsWhatTheKernelCounts() throws IOException {
        Vm vm = create("u", Confinement.of(Profile.UNTRUSTED));

        String limits = Files.readString(Path.of("/proc/" + vm.info().pid() + "/limits"));

        assertThat(limits)
                .containsPattern("Max cpu time +5000 +5000 ")
                .containsPattern("Max file size +0 +0 ")
                .containsPattern("Max open files +16 +16 ")
                .containsPattern("Max core file size +0 +0 ")
                .containsPattern("Max address space +134217728 +134217728 ");
    }

    @Test
    void givesVmsOfRootAUserEach() throws IOException {
        Vm one = create("one", Confinement.of(Profile.TRUSTED));
        Vm two = create("two", Confinement.of(Profile.STANDARD));

        String first = status(one.info().pid()).get("Uid");
        String second = status(two.info().pid()).get("Uid");

        if (Files.getAttribute(folder, "unix:uid").equals(0)) {
            assertThat(first).startsWith("7").isNotEqualTo(second);
        } else {
            assertThat(first).isEqualTo(second);
        }
    }

    @Test
    void leavesATrustedVmItsFilesButNotTheNetworkItDidNotAskFor() {
        Vm vm = create("t", Confinement.of(Profile.TRUSTED));

        assertThat(print(vm, "return io.open('" + secret + "'):read('a')")).isEqualTo("CANARY");
        assertThat(print(vm, "return (os.execute('exit 0'))")).isEqualTo("true");
        assertThat(vm.info().confinement().controls())
                .filteredOn(row -> row.name().equals("network"))
                .allMatch(Control::enforced);
    }

    @Test
    void refusesToPretendWhereNothingCanBeEnforced() throws IOException {
        try (TestHost plain = new TestHost("stdio", HostConfig.defaults())) {
            assertThatExceptionOfType(SandboxUnavailableException.class)
                    .isThrownBy(() -> plain.manager().create(VmConfig.of("s")))
                    .satisfies(e -> assertThat(e.control()).isEqualTo("network"));
            assertThatExceptionOfType(SandboxUnavailableException.class)
                    .isThrownBy(() -> plain.manager()
                            .create(VmConfig.builder("u")
                                    .confinement(Confinement.of(Profile.UNTRUSTED))
                                    .build()))
                    .satisfies(e -> assertThat(e.control()).isEqualTo("filesystem"));
        }
    }

    @Test
    void saysThatOpenLimitsAreWhyAVmIsRefused() {
        Confinement open = Confinement.builder(Profile.UNTRUSTED)
                .limits(Limits.builder().build())
                .build();

        assertThatExceptionOfType(SandboxUnavailableException.class)
                .isThrownBy(() -> create("u", open))
                .withMessageContaining("its limits allow more than one process")
                .withMessageContaining("toBuilder()")
                .satisfies(e -> assertThat(e.control()).isEqualTo("processes"));
    }

    @Test
    void diagnosesTooWhereNothingCanBeEnforced() throws IOException {
        try (TestHost plain = new TestHost("stdio", HostConfig.defaults())) {
            assertThat(plain.host().diagnose())
                    .filteredOn(layer -> layer.layer().equals("engine lua5.4"))
                    .allSatisfy(layer -> {
                        assertThat(layer.state()).isEqualTo(Diagnosis.State.DEGRADED);
                        assertThat(layer.detail()).endsWith("with mode OFF only");
                    })
                    .hasSize(1);
        }
    }

    @Test
    void turnsOffWhatTheOperatorTurnsOff() {
        Vm vm = create(
                "off",
                Confinement.builder(Profile.STANDARD).mode(Confinement.Mode.OFF).build());

        assertThat(print(vm, "return io.open('" + secret + "'):read('a')")).isEqualTo("CANARY");
        assertThat(vm.info().confinement().level()).isEqualTo(Level.PARTIAL);
    }

    static Map<String, String> status(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .map(line -> line.split(":\\s*", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }
}
