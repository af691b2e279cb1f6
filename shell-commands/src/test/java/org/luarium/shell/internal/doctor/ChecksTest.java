// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.Diagnosis.State;

final class ChecksTest {
    private static final Installer DEBIAN = new Installer("debian");

    @TempDir
    private Path folder;

    @Test
    void namesThePackageOfEachInterpreterThatIsNotThere() {
        assertThat(Engines.missing(List.of(), DEBIAN))
                .extracting(Diagnosis::layer, Diagnosis::state, Diagnosis::remedy)
                .contains(tuple("engine lua5.3", State.OPTIONAL, "apt-get install lua5.3"))
                .hasSize(5);
        assertThat(Engines.missing(List.of(), Installer.of(List.of("NAME=x", "ID=rocky", "ID_LIKE=\"rhel fedora\""))))
                .extracting(Diagnosis::remedy)
                .contains("dnf install lua");
        assertThat(Engines.missing(List.of(), Installer.of(List.of())))
                .extracting(Diagnosis::remedy)
                .contains("install luajit");
    }

    @Test
    void aFolderThatOthersMayWriteToOrThatIsNotThereIsTold() throws Exception {
        assertThat(Folders.home(folder).state()).isEqualTo(State.OK);

        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(Folders.home(folder))
                .returns(State.DEGRADED, Diagnosis::state)
                .returns("chmod go-w " + folder, Diagnosis::remedy);

        assertThat(Folders.home(folder.resolve("none"))).returns(State.MISSING, Diagnosis::state);
        assertThat(Folders.temporary(folder.resolve("none"))).returns(State.MISSING, Diagnosis::state);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theMountThatCountsIsTheNearest() {
        Mounts mounts = new Mounts(
                List.of("x / ext4 rw 0 0", "x /tmp tmpfs rw,noexec 0 0", "x /tmp/run tmpfs rw 0 0", "broken"));

        assertThat(mounts.isNoExec(Path.of("/tmp/a"))).isTrue();
        assertThat(mounts.isNoExec(Path.of("/tmp/run/a"))).isFalse();
        assertThat(mounts.isNoExec(Path.of("/home/a"))).isFalse();
    }

    @Test
    void smallLimitsOfTheSystemAreTold() throws Exception {
        Files.writeString(folder.resolve("pids.max"), "50\n");
        Files.writeString(folder.resolve("memory.max"), "134217728\n");
        List<String> limits = List.of(
                "Max processes             unlimited            unlimited            processes ",
                "Max open files            256                  4096                 files     ");

        assertThat(new ProcessLimits(limits, folder).diagnose())
                .extracting(Diagnosis::layer, Diagnosis::state)
                .containsExactly(
                        tuple("open files", State.DEGRADED),
                        tuple("processes", State.MISSING),
                        tuple("memory", State.DEGRADED));

        assertThat(new ProcessLimits(limits.subList(0, 1), folder.resolve("none")).diagnose())
                .allSatisfy(finding -> assertThat(finding.state()).isEqualTo(State.OK));
        assertThat(new ProcessLimits(List.of(), folder).diagnose()).isEmpty();
    }

    @Test
    void whatPackagesAreBuiltWithIsLookedFor() throws Exception {
        assertThat(new Tools(List.of(folder), DEBIAN).diagnose())
                .extracting(Diagnosis::state)
                .containsExactly(State.OPTIONAL, State.OPTIONAL, State.OK);

        Path compiler = Files.createFile(folder.resolve("gcc"));
        Files.setPosixFilePermissions(compiler, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(new Tools(List.of(folder), DEBIAN).diagnose()).contains(Layer.COMPILER.ok(compiler.toString()));
    }

    @Test
    void aProxyThatJavaDoesNotHeedIsTold() {
        assertThat(Surroundings.proxy(Map.of("https_proxy", "http://x"), null))
                .returns(State.DEGRADED, Diagnosis::state);
        assertThat(Surroundings.proxy(Map.of("https_proxy", "http://x"), "x")).returns(State.OK, Diagnosis::state);
        assertThat(Surroundings.proxy(Map.of(), null)).returns(State.OK, Diagnosis::state);
    }

    @Test
    void whatATerminalLacksIsTold() {
        assertThat(Surroundings.terminal(StandardCharsets.UTF_8, "xterm", 120, true))
                .returns(State.OK, Diagnosis::state);
        assertThat(Surroundings.terminal(StandardCharsets.US_ASCII, "dumb", 40, false)
                        .remedy())
                .contains("LC_ALL=C.UTF-8", "set TERM", "40 columns wide");
    }

    @Test
    void aJavaWithoutItsProgramIsTold() {
        assertThat(Surroundings.java(17, Path.of(System.getProperty("java.home"))))
                .returns(State.OK, Diagnosis::state);
        assertThat(Surroundings.java(21, folder)).returns(State.DEGRADED, Diagnosis::state);
        assertThat(Surroundings.java(11, folder)).returns(State.MISSING, Diagnosis::state);
    }

    @Test
    void filesThatNobodyReadsAndKeysThatNobodyKnowsAreTold() throws Exception {
        Map<String, Set<String>> known = new TreeMap<>();
        ConfigurationCheck.describe(new ByteArrayInputStream("""
                        <m:MetaData xmlns:m="x"><OCD id="c" name="n"><AD id="pool.size"/></OCD>
                        <Designate pid="org.luarium.vm"><Object ocdref="c"/></Designate></m:MetaData>
                        """.getBytes(StandardCharsets.UTF_8)), known);
        ConfigurationCheck check = new ConfigurationCheck(known);
        Files.writeString(folder.resolve("org.luarium.vm.config"), "# x\npool.size=I\"3\"\n");
        assertThat(check.diagnose(folder)).containsExactly(Layer.CONFIGURATION.ok("1 files in " + folder));

        Files.writeString(folder.resolve("org.luarium.vm.cfg"), "pool.size = 3\nsize = 4\n");
        Files.writeString(folder.resolve("org.luarium.vms.cfg"), "");
        assertThat(check.diagnose(folder))
                .extracting(Diagnosis::detail, Diagnosis::remedy)
                .containsExactlyInAnyOrder(
                        tuple("org.luarium.vm.cfg sets size, which nobody reads", "the keys are pool.size"),
                        tuple(
                                "org.luarium.vms.cfg is read by nobody: there is no configuration org.luarium.vms",
                                "rename it to one of org.luarium.vm"));

        assertThat(check.diagnose(folder.resolve("none"))).hasSize(1);
    }
}
