// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.vm.Accounting;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.IsolateInfo;
import org.luarium.isolate.IsolateStartException;
import org.luarium.isolate.IsolateUsage;
import org.luarium.isolate.IsolatedProgram;
import org.luarium.isolate.ProgramConfig;

/** The life of programs and their link. */
class ProgramTest {
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

    private static ExitStatus end(IsolatedProgram program) throws Exception {
        return program.onExit().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static String text(byte[] output) {
        return new String(output, StandardCharsets.UTF_8);
    }

    // The link and what goes past it

    @Test
    void keepsStrayOutputOffTheLink() throws IOException {
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            assertThat(tests.ask(program, "print more")).isEqualTo("printed");
            assertThat(tests.ask(program, "echo link")).isEqualTo("link");

            assertThat(text(program.takeOutput())).isEqualTo("stray\nmore");
            assertThat(program.takeOutput()).isEmpty();
        }
    }

    @Test
    void tellsWhetherAReadWouldWait() throws IOException {
        try (IsolatedProgram program =
                tests.start(TestPrograms.shell("a", "printf x >&4; read -r go <&3; printf yz >&4; read -r go <&3")
                        .build())) {
            assertThat(program.input().available()).isEqualTo(1);
            assertThat(program.input().read()).isEqualTo('x');
            assertThat(program.input().available()).isZero();

            tests.tell(program, "go");

            Awaitility.await().until(() -> program.input().available() == 2);
        }
    }

    @Test
    void keepsTheLastOutputOfAProgramThatNobodyListensTo() throws IOException {
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            assertThat(tests.ask(program, "flood")).isEqualTo("flooded");

            byte[] kept = program.takeOutput();
            assertThat(kept).hasSize(RunningProgram.KEPT_OUTPUT).containsOnly('x');
            assertThat(program.lostOutput()).isEqualTo("stray\n".length() + (1 << 20) - kept.length);
        }
    }

    @Test
    void givesAllOutputToItsListenerInOrder() throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            program.onOutput(heard::writeBytes);
            assertThat(tests.ask(program, "flood")).isEqualTo("flooded");
            assertThat(tests.ask(program, "print end")).isEqualTo("printed");
            assertThat(program.takeOutput()).isEmpty();
        }

        // Closing waits for the last of it.
        assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("stray\n" + "x".repeat(1 << 20) + "end");
    }

    @Test
    void survivesAListenerThatFails() throws IOException {
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            program.onOutput(bytes -> {
                throw new UncheckedIOException(new IOException("a listener of a test failed"));
            });
            assertThat(tests.ask(program, "flood")).isEqualTo("flooded");
            ByteArrayOutputStream heard = new ByteArrayOutputStream();
            program.onOutput(heard::writeBytes);
            assertThat(tests.ask(program, "print end")).isEqualTo("printed");

            Awaitility.await()
                    .until(() -> heard.toString(StandardCharsets.UTF_8).endsWith("end"));
        }
    }

    @Test
    void keepsOutputFromBeforeItsEnd() throws Exception {
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            tests.tell(program, "exit 3");

            assertThat(end(program).code()).hasValue(3);
            assertThat(text(program.takeOutput())).isEqualTo("stray\nhook\n");
        }
    }

    // Ends

    @Test
    void reportsAnExitCodeAndTheEndOfTheLink() throws Exception {
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            tests.tell(program, "halt 42");

            assertThat(end(program).code()).hasValue(42);
            assertThat(program.input().read()).isEqualTo(-1);
            assertThat(program.info().exit()).contains(end(program));
            assertThat(program.usage()).isEqualTo(IsolateUsage.NONE);
            assertThat(tests.host().isolates()).isEmpty();
        }
    }

    @Test
    void runsShutdownHooksWhenItIsAskedToEnd() throws Exception {
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            program.terminate();

            assertThat(end(program).shellCode()).isEqualTo(128 + 15);
            assertThat(text(program.takeOutput())).endsWith("hook\n");
        }
    }

    @Test
    void killsWithoutShutdownHooks() throws Exception {
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            program.kill();

            assertThat(end(program).signal()).hasValue(9);
            assertThat(text(program.takeOutput())).isEqualTo("stray\n");
        }
    }

    @Test
    void takesItsProcessesAlong() throws Exception {
        Accounting before = Accounting.of(folder);
        try (IsolatedProgram program = tests.start(tests.echo("a").subprocesses(true))) {
            assertThat(tests.ask(program, "start /bin/sleep 300")).startsWith("started");
            assertThat(Accounting.of(folder).processes())
                    .hasSize(before.processes().size() + 2);
        }

        Awaitility.await()
                .until(() ->
                        before.processes().containsAll(Accounting.of(folder).processes()));
    }

    @Test
    void startsNoProcessesUnlessItMay() throws IOException {
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            assertThat(tests.ask(program, "start /bin/true")).isEqualTo("failed IOException");
        }
    }

    @Test
    void closingEndsAReadThatWaits() throws Exception {
        IsolatedProgram program = tests.start(tests.echo("a"));
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
            try {
                return program.input().read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        program.close();
        program.close();

        assertThat(read.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
        assertThat(program.input().read()).isEqualTo(-1);
        assertThat(program.input().available()).isZero();
    }

    @Test
    void leavesNothing() throws Exception {
        Path writable = Files.createDirectory(folder.resolve("writable"));
        tests.start(tests.echo("first")).close();
        // FIFOs are made in advance, elsewhere.
        Path jobs = folder.resolve("run/jobs");
        Accounting before = Accounting.of(jobs);

        for (int i = 0; i < 5; i++) {
            IsolatedProgram program = tests.start(tests.echo("a").writable(writable));
            assertThat(tests.ask(program, "write " + writable + "/file")).startsWith("wrote");
            program.close();
            Files.delete(writable.resolve("file"));
        }

        Accounting.assertBackAt(before, jobs);
        assertThat(jobs).isEmptyDirectory();
        assertThat(folder.resolve("run/fifo/connected")).isEmptyDirectory();
    }

    // Owners and names

    @Test
    void isFoundWhileItLives() throws IOException {
        IsolatedProgram program = tests.start(tests.echo("a"));

        assertThat(tests.host().isolates()).containsExactly(program);
        IsolateInfo info = program.info();
        assertThat(info.name()).isEqualTo("a");
        assertThat(info.kind()).isEqualTo("java");
        assertThat(info.link()).isEqualTo("fifo");
        assertThat(info.exit()).isEmpty();
        assertThat(Accounting.runs(info.pid())).isTrue();
        Awaitility.await().until(() -> program.usage().cpu().toMillis() > 0);
        assertThat(program.usage().residentBytes()).isGreaterThan(1 << 20);
        program.close();
        assertThat(tests.host().isolates()).isEmpty();
    }

    @Test
    void endsWithItsOwner() throws Exception {
        OwnedPrograms owner = tests.host().owned();
        IsolatedProgram mine = owner.start(tests.echo("mine").build());
        IsolatedProgram other = tests.start(tests.echo("other"));

        owner.close();

        assertThat(end(mine).signal()).hasValue(9);
        assertThat(tests.ask(other, "echo hello")).isEqualTo("hello");
        ProgramConfig late = tests.echo("late").build();
        assertThatIllegalStateException().isThrownBy(() -> owner.start(late));
    }

    @Test
    void anOwnerEndsWhatIsStarting() throws Exception {
        OwnedPrograms owner = tests.host().owned();
        CompletableFuture<IsolatedProgram> starting = CompletableFuture.supplyAsync(
                () -> owner.start(TestPrograms.shell("silent", "exec sleep 300").build()));
        Path jobs = folder.resolve("run/jobs");
        Awaitility.await().until(() -> jobs.toFile().list().length > 0);

        owner.close();

        assertThat(starting.handle((program, error) -> error.getCause().getMessage())
                        .get(5, TimeUnit.SECONDS))
                .contains("stopped");
    }

    @Test
    void hasANameOfItsOwnWhileItLives() throws Exception {
        IsolatedProgram first = tests.start(tests.echo("a"));
        assertThatExceptionOfType(IsolateStartException.class)
                .isThrownBy(() -> tests.start(tests.echo("a")))
                .withMessageContaining("another of that name");
        tests.tell(first, "halt 0");
        end(first);

        try (IsolatedProgram second = tests.start(tests.echo("a"))) {
            assertThat(tests.ask(second, "echo hello")).isEqualTo("hello");
        }
        first.close();
    }

    @Test
    void sharesNoWritableFolder() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("outer/inner"));
        IsolatedProgram first = tests.start(tests.echo("a").writable(inner));
        assertThatExceptionOfType(IsolateStartException.class)
                .isThrownBy(() -> tests.start(tests.echo("b").writable(inner.getParent())))
                .withMessageContaining("program a writes to");
        first.close();

        tests.start(tests.echo("b").writable(inner.getParent())).close();
    }

    // Programs that do not start

    @Test
    void saysWhenThereIsNoSuchProgram() {
        ProgramConfig config =
                ProgramConfig.builder("a", folder.resolve("nothing")).build();

        assertThatExceptionOfType(IsolateStartException.class)
                .isThrownBy(() -> tests.start(config))
                .withMessageContaining("there is no such program")
                .satisfies(e -> assertThat(e.isolate()).isEqualTo("a"));
    }

    @Test
    void saysWhatAProgramWroteThatEndsAtOnce() throws IOException {
        Accounting before = Accounting.of(folder.resolve("run"));
        ProgramConfig config =
                TestPrograms.shell("a", "echo no luck >&2; exit 7").build();

        assertThatExceptionOfType(IsolateStartException.class)
                .isThrownBy(() -> tests.start(config))
                .withMessageContaining("exit code 7")
                .satisfies(e -> assertThat(e.errorTail()).isEqualTo("no luck"));
        assertThat(folder.resolve("run/jobs")).isEmptyDirectory();
        assertThat(Accounting.of(folder.resolve("run")).processes()).isEqualTo(before.processes());
    }

    @Test
    void doesNotWaitForeverForAGreeting() throws IOException {
        Accounting before = Accounting.of(folder.resolve("run"));
        ProgramConfig config = TestPrograms.shell("a", "exec sleep 300")
                .startTime(Duration.ofMillis(300))
                .build();

        assertThatExceptionOfType(IsolateStartException.class)
                .isThrownBy(() -> tests.start(config))
                .withMessageContaining("PT0.3S");
        assertThat(Accounting.of(folder.resolve("run")).processes()).isEqualTo(before.processes());
    }

    @Test
    void outlivesADeadSpawner() throws Exception {
        tests.start(tests.echo("a"));
        long spawner = ProcessHandle.current()
                .children()
                .filter(child -> child.children().findAny().isPresent())
                .findFirst()
                .orElseThrow()
                .pid();

        new ProcessBuilder("kill", "-9", Long.toString(spawner)).start().waitFor();

        Awaitility.await().until(() -> tests.host().isolates().isEmpty());
        try (IsolatedProgram program = tests.start(tests.echo("a"))) {
            assertThat(tests.ask(program, "echo hello")).isEqualTo("hello");
        }
    }
}
