// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luarium.core.internal.build.ReadableClassPath;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.process.Folders;
import org.luarium.isolate.Confinement.Mode;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.IsolateStartException;
import org.luarium.isolate.IsolatedProgram;
import org.luarium.isolate.ProgramConfig;
import org.luarium.isolate.SandboxUnavailableException;

/** What programs are kept from, in each way that this machine has. */
class ProgramConfinementTest {
    @TempDir
    private Path temporary;

    private Path folder;
    private TestPrograms tests;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Architecture.current().isPresent());
        folder = temporary.toRealPath();
        tests = new TestPrograms(folder, Tier.NAMESPACES);
    }

    @AfterEach
    void stop() {
        tests.close();
    }

    private void use(Tier tier, boolean stdio) throws IOException {
        tests.close();
        tests = new TestPrograms(folder, tier, stdio);
    }

    private void use(Tier tier) throws IOException {
        use(tier, false);
    }

    private static Control row(IsolatedProgram program, String name) {
        return program.confinement().controls().stream()
                .filter(control -> control.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assumeFilesAreGuarded(IsolatedProgram program) {
        assumeTrue(row(program, "filesystem").enforced(), "nothing here keeps files from programs in this way");
    }

    // Each way of starting

    @ParameterizedTest
    @EnumSource(Tier.class)
    void echoesInEveryTier(Tier tier) throws IOException {
        use(tier);
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            assertThat(tests.ask(program, "echo hello")).isEqualTo("hello");
            assertThat(row(program, "network").enforced()).isTrue();
            assertThat(program.confinement().level())
                    .isEqualTo(
                            tier == Tier.NAMESPACES
                                    ? ConfinementReport.Level.ENFORCED
                                    : ConfinementReport.Level.PARTIAL);
        }
    }

    @Test
    void startsWhereEverythingIsRequired() throws IOException {
        try (IsolatedProgram program = tests.start(tests.echo("a").mode(Mode.REQUIRED))) {
            assertThat(tests.ask(program, "echo hello")).isEqualTo("hello");
        }
    }

    @Test
    void echoesWithoutConfinement() throws IOException {
        try (IsolatedProgram program = tests.start(tests.echo("a").mode(Mode.OFF))) {
            assertThat(tests.ask(program, "echo hello")).isEqualTo("hello");
            assertThat(row(program, "filesystem").enforced()).isFalse();
        }
    }

    @Test
    void echoesOverStandardInputAndOutput() throws Exception {
        use(Tier.NAMESPACES, true);
        try (IsolatedProgram program = tests.start(tests.echo("a").network(true))) {
            assertThat(tests.ask(program, "echo hello")).isEqualTo("hello");
            assertThat(program.info().link()).isEqualTo("stdio");
            assertThat(new String(program.takeOutput(), StandardCharsets.UTF_8)).isEqualTo("stray\n");
            program.terminate();
            assertThat(program.onExit()
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS)
                            .shellCode())
                    .isEqualTo(128 + 15);
        }
    }

    @Test
    void isRefusedWhereNothingKeepsItFromTheNetwork() throws IOException {
        use(Tier.NAMESPACES, true);
        ProgramConfig config = tests.echo("a").build();

        assertThatExceptionOfType(SandboxUnavailableException.class)
                .isThrownBy(() -> tests.start(config))
                .satisfies(e -> assertThat(e.control()).isEqualTo("network"));
    }

    // Files

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void readsWhatItIsGivenAndNothingElse(Tier tier) throws IOException {
        use(tier);
        Path given =
                Files.writeString(Files.createDirectory(folder.resolve("given")).resolve("file"), "four");
        Path sibling = Files.writeString(
                Files.createDirectory(folder.resolve("sibling")).resolve("file"), "secret");
        Path home = Path.of(System.getProperty("user.home"));
        try (IsolatedProgram program = tests.start(
                tests.echo("a").readable(given.getParent()).writable(Files.createDirectory(folder.resolve("mine"))))) {
            assumeFilesAreGuarded(program);
            assertThat(tests.ask(program, "read " + given)).isEqualTo("read 4");
            assertThat(tests.ask(program, "write " + given)).startsWith("failed");
            assertThat(tests.ask(program, "write " + given.resolveSibling("new")))
                    .startsWith("failed");
            assertThat(tests.ask(program, "read " + sibling)).startsWith("failed");
            assertThat(tests.ask(program, "read /etc/shadow")).startsWith("failed");
            assertThat(tests.ask(program, "write " + folder + "/intruder")).startsWith("failed");
            assertThat(tests.ask(program, "write " + folder + "/mine/file")).startsWith("wrote");
            assertThat(tests.ask(program, "list " + home)).isEqualTo("list nothing");
            assertThat(tests.ask(program, "list " + folder.resolve("run"))).isEqualTo("list nothing");
        }
        assertThat(given).hasContent("four");
        assertThat(folder.resolve("mine/file")).hasContent("written");
    }

    @Test
    void hasAPrivateTmp() throws IOException {
        Path secret = Files.createTempFile("luarium", "secret");
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            assumeFilesAreGuarded(program);
            assertThat(tests.ask(program, "read " + secret)).startsWith("failed");
            assertThat(tests.ask(program, "write /tmp/luarium-test-mine")).startsWith("wrote");
            assertThat(tests.ask(program, "read /tmp/luarium-test-mine")).isEqualTo("read 7");
            assertThat(tests.ask(program, "environment TMPDIR")).isEqualTo("/tmp");
            assertThat(tests.ask(program, "environment PATH")).isEqualTo("null");
        } finally {
            Files.delete(secret);
        }
        assertThat(Path.of("/tmp/luarium-test-mine")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(Tier.class)
    void writesToFoldersThatAreTakenBack(Tier tier) throws IOException {
        use(tier);
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        Files.writeString(first.resolve("before"), "x");
        String user;
        try (IsolatedProgram program =
                tests.start(tests.echo("a").writable(first).writable(second))) {
            assertThat(tests.ask(program, "write " + first + "/before")).startsWith("wrote");
            assertThat(tests.ask(program, "write " + second + "/after")).startsWith("wrote");
            user = "user " + Files.getAttribute(second.resolve("after"), "unix:uid");
        }

        Object me = Files.getAttribute(folder, "unix:uid");
        assertThat(user.equals("user " + me)).isEqualTo(!me.equals(0));
        for (Path path : List.of(first, first.resolve("before"), second, second.resolve("after"))) {
            assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(me);
        }
        assertThat(first.resolve("before")).hasContent("written");
        Folders.delete(second);
        assertThat(second).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void seesOfSharedMemoryWhatItIsGiven(Tier tier) throws IOException {
        use(tier);
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "no /dev/shm here");
        Path given = Files.createTempDirectory(memory, "luarium-given");
        Path readable = Files.createTempDirectory(memory, "luarium-readable");
        Path other = Files.createTempFile(memory, "luarium-other", "");
        try {
            Files.writeString(given.resolve("file"), "four");
            Files.writeString(readable.resolve("file"), "longer");
            try (IsolatedProgram program =
                    tests.start(tests.echo("a").writable(given).readable(readable))) {
                assumeFilesAreGuarded(program);
                assertThat(tests.ask(program, "read " + given + "/file")).isEqualTo("read 4");
                assertThat(tests.ask(program, "write " + given + "/new")).startsWith("wrote");
                assertThat(tests.ask(program, "read " + readable + "/file")).isEqualTo("read 6");
                assertThat(tests.ask(program, "write " + readable + "/file")).startsWith("failed");
                assertThat(tests.ask(program, "read " + other)).startsWith("failed");
                if (tier == Tier.NAMESPACES) {
                    assertThat(tests.ask(program, "list /dev/shm").split(" "))
                            .containsExactlyInAnyOrder(
                                    "list",
                                    given.getFileName().toString(),
                                    readable.getFileName().toString());
                    assertThat(tests.ask(program, "write /dev/shm/luarium-mine"))
                            .startsWith("wrote");
                }
            }
            assertThat(given.resolve("new")).hasContent("written");
            assertThat(memory.resolve("luarium-mine")).doesNotExist();
        } finally {
            Folders.delete(given);
            Folders.delete(readable);
            Files.delete(other);
        }
    }

    @Test
    void refusesPathsThatLeadElsewhere() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));

        assertThatExceptionOfType(IsolateStartException.class)
                .isThrownBy(() -> tests.start(tests.echo("a").writable(link)))
                .withMessageContaining("symbolic link");
    }

    // Network

    @ParameterizedTest
    @EnumSource(Tier.class)
    void reachesTheNetworkOnlyIfItMay(Tier tier) throws IOException {
        use(tier);
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String connect = "connect " + server.getLocalPort();
            try (IsolatedProgram without = tests.start(tests.echo("without"))) {
                assertThat(tests.ask(without, connect)).startsWith("failed");
            }
            try (IsolatedProgram with = tests.start(tests.echo("with").network(true))) {
                assertThat(tests.ask(with, connect)).isEqualTo("connected " + server.getLocalPort());
            }
        }
    }

    // Other users

    @ParameterizedTest
    @EnumSource(Tier.class)
    void worksForAnUnprivilegedUser(Tier tier) throws Exception {
        assertThat(unprivileged(tier, ""))
                .contains(
                        "hello",
                        "wrote",
                        "file written",
                        "missing "
                                + (tier == Tier.NAMESPACES
                                        ? "[]"
                                        : tier == Tier.LANDLOCK
                                                ? "[processes, scratch]"
                                                : "[filesystem, processes, scratch]"),
                        "end");
    }

    /** As in most containers. */
    @Test
    void worksForAnUnprivilegedUserWhoCannotMountProc() throws Exception {
        Path unshare = Path.of("/usr/bin/unshare");
        assumeTrue(Files.isExecutable(unshare));
        assertThat(unprivileged(Tier.NAMESPACES, "mount --bind /dev/null /proc/uptime && "))
                .contains("hello", "wrote", "file written", "missing []", "end");
    }

    private List<String> unprivileged(Tier tier, String before) throws Exception {
        Path setpriv = Path.of("/usr/bin/setpriv");
        assumeTrue(Files.isExecutable(setpriv), setpriv + " is not installed");
        assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "the test is no root and has tested that already");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path theirs = Files.createDirectory(
                folder.resolve("theirs"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setAttribute(theirs, "unix:uid", 65_534);
        List<String> command = new ArrayList<>();
        if (!before.isEmpty()) {
            command.addAll(List.of("/usr/bin/unshare", "-m", "/bin/sh", "-c", before + "exec \"$@\"", "sh"));
        }
        command.addAll(List.of(
                setpriv.toString(),
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ReadableClassPath.copiedTo(folder.resolve("classpath")),
                UnprivilegedPrograms.class.getName(),
                theirs.toString(),
                tier.name()));
        Process child = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .redirectOutput(folder.resolve("answers").toFile())
                .start();
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
        return Files.readAllLines(folder.resolve("answers"), StandardCharsets.UTF_8);
    }
}
