// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.vm.Accounting;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.SandboxUnavailableException;
import org.luarium.store.spi.BuildResult;
import org.luarium.store.spi.BuildResult.Outcome;
import org.luarium.store.spi.BuildStartException;
import org.luarium.store.spi.BuildStep;
import org.luarium.store.spi.BuildStepFailedException;

class BuildRunnerTest {
    private static final Path CC = Path.of("/usr/bin/gcc");
    private static final Path MAKE = Path.of("/usr/bin/make");

    @TempDir
    private Path temporary;

    private Path folder;
    private TestBuilds tests;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Architecture.current().isPresent());
        folder = temporary.toRealPath();
        tests = new TestBuilds(folder, Tier.NAMESPACES);
    }

    @AfterEach
    void stop() {
        tests.close();
    }

    private void use(Tier tier) throws IOException {
        tests.close();
        tests = new TestBuilds(folder, tier);
    }

    private Path source(String name, String text) throws IOException {
        return Files.writeString(tests.input().resolve(name), text);
    }

    private static void assumeProgram(Path program) {
        assumeTrue(Files.isExecutable(program), program + " is not installed, so no step runs it");
    }

    private static Control row(BuildResult result, String name) {
        return result.confinement().controls().stream()
                .filter(control -> control.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    // What steps are for

    @Test
    void compilesAProgramThatRuns() throws Exception {
        assumeProgram(CC);
        Path file = source("hello.c", "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n");

        BuildStep step = tests.program(CC.toString(), "-O2", "-o", "hello", file.toString())
                .mode(Confinement.Mode.REQUIRED)
                .build();
        tests.builds().run(step).orThrow();

        assertThat(tests.run("./hello").output()).isEqualTo("hello\n");
    }

    @Test
    void compilesASharedLibraryWithAnIncludedHeader() throws Exception {
        assumeProgram(CC);
        source("answer.h", "int answer(void);\n");
        Path file = source("answer.c", "#include \"answer.h\"\nint answer(void) { return 42; }\n");

        tests.builds()
                .run(tests.program(CC.toString(), "-shared", "-fPIC", "-o", "answer.so", file.toString())
                        .build())
                .orThrow();

        assertThat(Files.readAllBytes(tests.output().resolve("answer.so"))).startsWith(0x7f, 'E', 'L', 'F');
    }

    @Test
    void makesInParallel() throws Exception {
        assumeProgram(CC);
        assumeProgram(MAKE);
        for (int i = 0; i < 6; i++) {
            source("f" + i + ".c", "int f" + i + "(void) { return " + i + "; }\n");
        }
        source(
                "Makefile",
                "all: $(patsubst %,f%.o,0 1 2 3 4 5)\n\tar rcs libf.a $^\n%.o: " + tests.input()
                        + "/%.c\n\tgcc -c -o $@ $<\n");

        tests.builds()
                .run(tests.program(
                                MAKE.toString(),
                                "-j4",
                                "-f",
                                tests.input().resolve("Makefile").toString())
                        .build())
                .orThrow();

        assertThat(tests.output().resolve("libf.a")).isNotEmptyFile();
    }

    @Test
    void hasTheEnvironmentThatWasGivenAndNoOther() {
        BuildResult result = tests.builds()
                .run(tests.program("/usr/bin/env")
                        .environment("CFLAGS", "-O2")
                        .environment("LANG", "POSIX")
                        .build());

        assertThat(result.output().lines())
                .containsExactlyInAnyOrder(
                        "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=POSIX", "HOME=/tmp", "TMPDIR=/tmp", "CFLAGS=-O2");
    }

    @Test
    void startsInItsWorkingFolder() throws IOException {
        Path inside = Files.createDirectory(tests.input().resolve("sub"));

        assertThat(tests.run("pwd").output().strip()).isEqualTo(tests.output().toString());
        assertThat(tests.builds()
                        .run(tests.shell("pwd").workingFolder(inside).build())
                        .output()
                        .strip())
                .isEqualTo(inside.toString());
    }

    // What they are kept from

    @Test
    void enforcesEveryControl() {
        BuildResult result = tests.builds()
                .run(tests.shell("true").mode(Confinement.Mode.REQUIRED).build());

        assertThat(result.confinement().controls()).allMatch(Control::enforced);
    }

    @ParameterizedTest
    @EnumSource(value = Tier.class, names = "LIMITS", mode = EnumSource.Mode.EXCLUDE)
    void readsNothingButTheSystemAndItsInputs(Tier tier) throws IOException {
        use(tier);
        Path secret = Files.writeString(folder.resolve("secret"), "CANARY");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-rw-rw-"));
        source("given", "GIVEN");

        BuildResult result = tests.run("cat " + secret + "; cat /etc/shadow; cat /proc/1/environ; ls " + folder
                + "/run; cat " + tests.input() + "/given");

        assertThat(result.output()).contains("GIVEN").doesNotContain("CANARY", "root:");
        assertThat(result.output().lines().filter(line -> !line.contains("GIVEN")))
                .hasSize(4)
                .allMatch(line -> line.contains("No such file") || line.contains("Permission denied"));
        assertThat(row(result, "filesystem").enforced()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = Tier.class, names = "LIMITS", mode = EnumSource.Mode.EXCLUDE)
    void writesNothingButItsOutputAndTemporaryFiles(Tier tier) throws IOException {
        use(tier);
        Path given = source("given", "GIVEN");
        Files.setPosixFilePermissions(given, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(tests.input(), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        String in = tests.input().toString();

        BuildResult result = tests.run("for f in " + in + "/given " + in + "/new " + folder
                + "/new /usr/new /new /dev/new /etc/new; do (echo x > $f) 2>/dev/null && echo wrote $f; done;"
                + " rm -f " + in + "/given 2>/dev/null; mv " + in + "/given here 2>/dev/null;"
                + " echo x > here2; echo x > $TMPDIR/a && mkdir d && mv here2 d/e && echo fine");

        assertThat(result.output()).isEqualTo("fine\n");
        assertThat(given).hasContent("GIVEN");
        assertThat(tests.output().resolve("d/e")).exists();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("input", "output", "run");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Tier.class, names = "LIMITS", mode = EnumSource.Mode.EXCLUDE)
    void reachesTheNetworkOnlyIfThatWasAsked(Tier tier) throws IOException {
        assumeProgram(Path.of("/usr/bin/bash"));
        use(tier);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String script = "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + " && echo connected";
            BuildStep.Builder step = tests.program("/usr/bin/bash", "-c", script);

            BuildResult without = tests.builds().run(step.build());
            BuildResult with = tests.builds().run(step.network(true).build());

            assertThat(without.output()).doesNotContain("connected");
            assertThat(row(without, "network").enforced()).isTrue();
            assertThat(with.output()).isEqualTo("connected\n");
            assertThat(row(with, "network").enforced()).isFalse();
            assertThat(row(with, "network").limit()).isEqualTo("that of the host, as asked");
            assertThat(row(with, "filesystem").enforced()).isTrue();
        }
    }

    @Test
    void gainsNoPrivileges() {
        BuildResult result = tests.run("mknod dev b 7 0; mount -t tmpfs x /tmp; unshare -U true; chown 0 . ; echo end");

        assertThat(result.output()).endsWith("end\n");
        assertThat(tests.output()).isEmptyDirectory();
    }

    @Test
    void hasLimits() {
        BuildResult result = tests.builds()
                .run(tests.program("/bin/bash", "-c", "ulimit -v; ulimit -n; ulimit -f; ulimit -u; ulimit -c")
                        .memoryBytes(1 << 30)
                        .openFiles(100)
                        .fileBytes(4096)
                        .processes(30)
                        .build());

        assertThat(result.output().lines()).containsExactly("1048576", "100", "4", "30", "0");
    }

    @Test
    void holdsTheSizeOfFilesAndOfItsTemporaryFolder() {
        BuildResult result = tests.builds()
                .run(tests.shell(
                                "head -c 9000 /dev/zero > large; head -c 2000000 /dev/zero > /tmp/large; wc -c < large;"
                                        + " wc -c < /tmp/large")
                        .fileBytes(8192)
                        .scratchBytes(1 << 20)
                        .build());

        assertThat(result.output().lines().filter(line -> line.matches("\\d+")).map(Integer::valueOf))
                .hasSize(2)
                .allMatch(size -> size <= 8192);
    }

    @Test
    void seesWhatIsMountedInAnInputAndCannotWriteThere() throws IOException {
        Path mounted = null;
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            Path point = Path.of(line.split(" ", 6)[4]);
            boolean usable = point.getNameCount() > 1
                    && !Set.of("proc", "sys", "dev").contains(point.getName(0).toString())
                    && Files.isDirectory(point)
                    && point.toRealPath().equals(point);
            mounted = usable ? point : mounted;
        }
        assumeTrue(mounted != null, "nothing is mounted here");
        String point = String.valueOf(mounted);

        BuildResult result = tests.builds()
                .run(tests.shell("ls " + point + " | wc -l; touch " + point + "/x 2>/dev/null && echo wrote")
                        .input(Path.of(point).getParent())
                        .build());

        try (Stream<Path> files = Files.list(Path.of(point))) {
            long shown = files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .count();
            assertThat(result.output().strip()).isEqualTo(Long.toString(shown));
        }
    }

    // How they end

    @Test
    void tellsItsExitCode() {
        BuildResult result = tests.run("echo out; echo err >&2; exit 3");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.status().code()).hasValue(3);
        assertThat(result.output()).isEqualTo("out\nerr\n");
        assertThatExceptionOfType(BuildStepFailedException.class)
                .isThrownBy(result::orThrow)
                .withMessageContaining("exit code 3")
                .withMessageContaining("err");
    }

    @Test
    void doesNotStartAProgramThatIsNotThere() throws IOException {
        Path hidden = Files.copy(Path.of("/usr/bin/env"), folder.resolve("hidden"));

        for (String program : List.of("/no/such/program", hidden.toString())) {
            assertThatExceptionOfType(BuildStartException.class)
                    .isThrownBy(() -> tests.builds().run(tests.program(program).build()))
                    .withMessageContaining(program);
        }
        assertThat(Files.getAttribute(tests.output(), "unix:uid")).isEqualTo(Files.getAttribute(folder, "unix:uid"));
    }

    @Test
    void refusesWhatItCannotShow() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), tests.input());

        for (Path input : List.of(link, folder.resolve("nothing"))) {
            assertThatExceptionOfType(BuildStartException.class)
                    .isThrownBy(() ->
                            tests.builds().run(tests.shell("true").input(input).build()))
                    .withMessageContaining(input.toString());
        }
        for (Path input :
                List.of(Path.of("/"), Path.of("/proc/1"), tests.output().resolve("x"), Path.of("a"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tests.shell("true").input(input));
        }
        assertThatExceptionOfType(BuildStartException.class)
                .isThrownBy(() -> tests.run(":" + " ".repeat(70_000)))
                .withMessageContaining("too much was given");
    }

    @Test
    void takesManyInputs() throws IOException {
        BuildStep.Builder step = tests.shell("cat " + folder + "/many*/file | wc -l");
        for (int i = 0; i < 100; i++) {
            Path many = Files.createDirectory(folder.resolve("many" + i));
            Files.writeString(many.resolve("file"), "x\n");
            step.input(many);
        }

        assertThat(tests.builds().run(step.build()).output().strip()).isEqualTo("100");
    }

    @Test
    void killsTheWholeTreeWhenItsTimeIsOver() {
        Accounting before = Accounting.of(folder);
        BuildStep step = tests.shell("setsid sh -c 'while :; do :; done' & (trap '' TERM INT; while :; do :; done)")
                .timeLimit(Duration.ofMillis(500))
                .build();

        BuildResult result = tests.builds().run(step);

        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(result.elapsed()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
        assertThat(Accounting.of(folder).processes()).isSubsetOf(before.processes());
    }

    @ParameterizedTest
    @EnumSource(value = Tier.class, names = "LIMITS", mode = EnumSource.Mode.EXCLUDE)
    void leavesNoDaemonBehind(Tier tier) throws IOException {
        use(tier);
        BuildResult first = tests.run("true");
        assumeTrue(row(first, "processes").enforced(), "nothing can be told by its user here");
        Accounting before = Accounting.of(folder);

        BuildResult result =
                tests.run("setsid sleep 1000 & setsid sh -c 'sleep 1001 & sleep 1002' & sleep 0.1; echo done");

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(Accounting.of(folder).processes()).isSubsetOf(before.processes()));
    }

    @Test
    void boundsAForkBomb() throws Exception {
        assumeProgram(CC);
        Path bomb = source("bomb.c", "#include <unistd.h>\nint main(void) { for (;;) fork(); }\n");
        tests.builds()
                .run(tests.program(CC.toString(), "-o", "bomb", bomb.toString()).build())
                .orThrow();
        int before = Accounting.of(folder).processes().size();

        CompletableFuture<BuildResult> running = tests.builds()
                .runAsync(tests.shell("./bomb & exec sleep 100")
                        .processes(25)
                        .timeLimit(Duration.ofSeconds(2))
                        .build());
        int most = 0;
        while (!running.isDone()) {
            most = Math.max(
                    most, Accounting.descendants(ProcessHandle.current().pid()).size() - before);
        }

        assertThat(running.get().outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(most).isBetween(10, 25);
        assertThat(Accounting.of(folder).processes()).hasSize(before);
    }

    @Test
    void keepsTheEndOfAnEndlessOutput() {
        BuildResult result = tests.builds()
                .run(tests.shell("yes 0123456789")
                        .outputBytes(1000)
                        .timeLimit(Duration.ofMillis(500))
                        .build());

        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(result.output()).hasSize(1000).contains("\n0123456789\n");
        assertThat(result.outputBytes()).isGreaterThan(100_000);
    }

    @Test
    void cannotTakeItsOutputBack() {
        BuildResult result = tests.builds()
                .run(tests.shell("echo before; cat <&1; cat <&2; cat; echo after")
                        .build());

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.output()).startsWith("before\n").endsWith("after\n");
    }

    @Test
    void losesNoOutput() {
        BuildResult result = tests.builds()
                .run(tests.shell("seq 1 300000").outputBytes(8 << 20).build());

        String all = IntStream.rangeClosed(1, 300_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        assertThat(result.output()).isEqualTo(all);
        assertThat(result.outputBytes()).isEqualTo(all.length());
    }

    @Test
    void isKilledWithItsFuture() {
        Accounting before = Accounting.of(folder);
        CompletableFuture<BuildResult> running =
                tests.builds().runAsync(tests.shell("touch begun; sleep 1000").build());
        Awaitility.await().until(() -> Files.exists(tests.output().resolve("begun")));

        running.cancel(true);

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(Accounting.of(folder).processes()).isSubsetOf(before.processes()));
    }

    @Test
    void isKilledWhenTheWaitingThreadIsInterrupted() throws Exception {
        CompletableFuture<BuildResult> result = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            result.complete(tests.run("touch begun; sleep 1000"));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        thread.start();
        Awaitility.await().until(() -> Files.exists(tests.output().resolve("begun")));

        thread.interrupt();

        assertThat(result.get(5, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(flag.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void isKilledWhenTheRunnerIsClosed() throws Exception {
        CompletableFuture<BuildResult> running =
                tests.builds().runAsync(tests.shell("touch begun; sleep 1000").build());
        Awaitility.await().until(() -> Files.exists(tests.output().resolve("begun")));

        tests.builds().close();

        assertThat(running.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
        assertThatExceptionOfType(BuildStartException.class).isThrownBy(() -> tests.run("true"));
    }

    // What is left

    @ParameterizedTest
    @EnumSource(Tier.class)
    void givesBackFilesOfTheHostsUserAndNothingElse(Tier tier) throws IOException {
        use(tier);
        Files.writeString(tests.output().resolve("before"), "x");

        BuildResult result = tests.run(
                "echo x > plain; cp /usr/bin/env tool; chmod 6755 tool; mkdir -p d/e; chmod 7777 d/e;"
                        + " chmod 000 d plain; mkfifo pipe; ln -s /etc/shadow link; ln tool twin; echo y >> before; echo end");

        assertThat(result.output()).isEqualTo("end\n");
        Object me = Files.getAttribute(folder, "unix:uid");
        Set<String> names;
        try (Stream<Path> files = Files.walk(tests.output())) {
            List<Path> all = files.toList();
            names = all.stream()
                    .map(file -> tests.output().relativize(file).toString())
                    .collect(Collectors.toSet());
            for (Path file : all) {
                assertThat(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                        .as("%s", file)
                        .isEqualTo(me);
                int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                assertThat(mode & 07000).as("%s", file).isZero();
            }
        }
        assertThat(names).containsExactlyInAnyOrder("", "before", "plain", "tool", "twin", "d", "d/e", "link");
        assertThat(tests.output().resolve("plain")).hasContent("x");
    }

    @Test
    void runsManyAtOnceAndLeavesNothing() throws Exception {
        for (int i = 0; i < 4; i++) {
            tests.run("true");
        }
        Accounting before = Accounting.of(folder.resolve("run/builds"));
        List<CompletableFuture<BuildResult>> running = new ArrayList<>();

        for (int i = 0; i < 24; i++) {
            Path own = Files.createDirectory(folder.resolve("out" + i));
            running.add(tests.builds()
                    .runAsync(BuildStep.builder("s" + i, Path.of("/bin/sh"), own)
                            .arguments("-c", "echo " + i + " > n; sleep 0.05; cat n; exit " + i % 3)
                            .build()));
        }

        for (int i = 0; i < running.size(); i++) {
            BuildResult result = running.get(i).get(60, TimeUnit.SECONDS);
            assertThat(result.output()).isEqualTo(i + "\n");
            assertThat(result.status().code()).hasValue(i % 3);
        }
        Accounting.assertBackAt(before, folder.resolve("run/builds"));
    }

    // Where less can be enforced

    @Test
    void saysWhatIsNotEnforced() throws IOException {
        use(Tier.LIMITS);

        BuildResult result = tests.run("echo works");

        assertThat(result.output()).isEqualTo("works\n");
        assertThat(row(result, "filesystem").enforced()).isFalse();
        assertThat(row(result, "network").enforced()).isTrue();
        assertThatExceptionOfType(SandboxUnavailableException.class)
                .isThrownBy(() -> tests.builds()
                        .run(tests.shell("true").mode(Confinement.Mode.REQUIRED).build()))
                .withMessageContaining("filesystem");
    }

    @Test
    void runsWithoutASpawnerAndSaysSo() throws IOException {
        tests.close();
        tests = new TestBuilds(folder, Tier.NAMESPACES, true);

        BuildResult result = tests.run("pwd; echo err >&2; cat; exit 4");

        assertThat(result.output()).isEqualTo(tests.output() + "\nerr\n");
        assertThat(result.status().code()).hasValue(4);
        assertThat(List.of("filesystem", "network", "processes", "privileges"))
                .noneMatch(name -> row(result, name).enforced());
        assertThat(tests.builds()
                        .run(tests.shell("sleep 100")
                                .timeLimit(Duration.ofMillis(300))
                                .build())
                        .outcome())
                .isEqualTo(Outcome.TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(value = Tier.class, names = "LIMITS", mode = EnumSource.Mode.EXCLUDE)
    void worksForAnUnprivilegedUser(Tier tier) throws Exception {
        Path setpriv = Path.of("/usr/bin/setpriv");
        assumeProgram(setpriv);
        assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "the test is no root and has tested that already");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> command = new ArrayList<>(List.of(
                setpriv.toString(),
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ReadableClassPath.copiedTo(folder.resolve("classes")),
                UnprivilegedBuilds.class.getName(),
                Files.createDirectory(
                                folder.resolve("theirs"),
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                        .toString(),
                tier.name()));
        Files.setAttribute(folder.resolve("theirs"), "unix:uid", 65_534);

        Process child = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .redirectOutput(folder.resolve("answers").toFile())
                .start();
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }

        List<String> lines = Files.readAllLines(folder.resolve("answers"), StandardCharsets.UTF_8);
        assertThat(lines)
                .as(Files.readString(folder.resolve("errors")))
                .contains("status exit code 3", "owner 65534", "mode 100755", "pipe false", "end");
        assertThat(lines)
                .anyMatch(line -> line.startsWith("output 65534|hello") && !line.contains("CANARY"))
                .contains("missing " + (tier == Tier.NAMESPACES ? "[]" : "[processes, scratch]"));
        if (tier == Tier.NAMESPACES) {
            assertThat(lines).anyMatch(line -> line.matches("bomb 1\\d"));
        }
    }
}
