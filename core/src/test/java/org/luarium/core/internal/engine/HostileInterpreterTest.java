// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.LauncherImage;
import org.luarium.vm.LuaNotFoundException;

@Timeout(60)
final class HostileInterpreterTest {
    @TempDir
    private Path folder;

    private final CountingTools tools = new CountingTools();

    @AfterEach
    void leavesNoProcessBehind() {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(marked()).isEmpty());
    }

    /** Returns the commands of processes that this test's scripts started; they carry the folder in their arguments. */
    private List<String> marked() {
        return ProcessHandle.allProcesses()
                .map(HostileInterpreterTest::commandLine)
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    private String rejection(Path program) {
        EngineCatalog catalog = Machine.catalog(folder.resolve("engine"), "", tools);
        LuaNotFoundException thrown =
                catchThrowableOfType(LuaNotFoundException.class, () -> catalog.resolve(program.toString()));
        assertThat(thrown).isNotNull();
        assertThat(thrown.getMessage()).hasSizeLessThan(2_000).doesNotContain("\n", "\033");
        return thrown.getMessage();
    }

    private String rejectionOf(String... lines) throws IOException {
        return rejection(Machine.script(folder.resolve("bin/lua"), lines));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/bin/true", "/bin/false", "/bin/cat", "/bin/echo", "/bin/sh", "/usr/bin/env", "/usr/bin/perl"})
    void rejectsOtherPrograms(String program) {
        assumeTrue(Files.isExecutable(Path.of(program)));

        assertThat(rejection(Path.of(program))).contains("it does not answer as Lua does");
    }

    @Test
    void rejectsAProgramThatRepeatsTheQuestion() throws IOException {
        assertThat(rejectionOf("printf '%s\\n' \"$@\"")).contains("it does not answer as Lua does");
    }

    @Test
    void rejectsOneThatFailsAfterTheRightAnswer() throws IOException {
        assertThat(rejectionOf("echo '<<<Lua 5.4||double>>>'", "exit 9")).contains("exit code 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lua 5.5", "Lua 5.0", "Luau", "Ravi 5.4", "Lua 5.4 "})
    void rejectsVersionsThatAreNotSupported(String version) throws IOException {
        assertThat(rejectionOf("echo '<<<" + version + "||double>>>'")).contains("it is '" + version.strip() + "'");
    }

    @Test
    void rejectsNumbersThatAreNotDoubles() throws IOException {
        assertThat(rejectionOf("echo '<<<Lua 5.3||other>>>'")).contains("its numbers are not 64-bit floating point");
    }

    @Test
    void rejectsGarbageAndShowsItHarmlessly() throws IOException {
        assertThat(rejectionOf("printf 'x\\033[31m\\000\\377y'; head -c 5000 /dev/urandom"))
                .contains("it printed: x [31m");
    }

    @Test
    void rejectsWhatTheSystemCannotStart() throws IOException {
        Path interpreterMissing = Machine.script(folder.resolve("bin/missing"));
        Files.writeString(interpreterMissing, "#!/nowhere/lua\n");
        assertThat(rejection(interpreterMissing)).contains("is missing");
    }

    @Test
    void rejectsAProgramForAnotherProcessor() throws IOException {
        Path foreign = Machine.script(folder.resolve("bin/foreign"));
        Architecture other = Architecture.current().equals(Optional.of(Architecture.X86_64))
                ? Architecture.AARCH64
                : Architecture.X86_64;
        Files.write(foreign, LauncherImage.of(other));

        // The JVM lets a shell read what the system refuses, as execvp does
        assertThat(rejection(foreign)).contains("it does not answer as Lua does (exit code ");
    }

    @Test
    void killsAProgramThatHangsWithEverythingItStarted() throws IOException {
        long start = System.nanoTime();

        assertThat(rejectionOf("trap '' TERM INT HUP", "sleep 1000 & sh -c 'sleep 1000; : " + folder + "'"))
                .contains("it did not end within 1000 ms");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void killsWhatAProgramLeftBehind() throws IOException {
        assertThat(rejectionOf("(sh -c 'sleep 1000; : " + folder + "' &) ; exit 0"))
                .contains("/bin/lua: it d");
    }

    @Test
    void killsWhatAProgramLeftBehindThatSeemsToBeLua() throws IOException {
        Path program = Machine.script(
                folder.resolve("bin/lua"),
                "sh -c 'sleep 1000; : " + folder + "' > /dev/null 2>&1 &",
                "echo '<<<Lua 5.4||double>>>'");

        assertThat(Machine.catalog(folder.resolve("engine"), "", tools)
                        .resolve(program.toString())
                        .info()
                        .usable())
                .isTrue();
    }

    @Test
    void cutsAFloodAtOnce() throws IOException {
        // Not "it did not end": it was stopped before its time was over
        assertThat(rejectionOf("while :; do echo flood flood flood flood flood flood; done"))
                .contains("it floods its output");
    }

    @Test
    void doesNotRememberAPassingFailureInTheNextJvm() throws IOException {
        Path program = Machine.script(folder.resolve("bin/lua"), "exec sleep 1000");

        rejection(program);
        rejection(program);

        assertThat(tools.programs()).hasSize(2);
    }

    @Test
    void remembersOneInTheSameJvm() throws IOException {
        Path program = Machine.script(folder.resolve("bin/lua"), "exec sleep 1000");
        EngineCatalog catalog = Machine.catalog(folder.resolve("engine"), "", tools);

        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowableOfType(LuaNotFoundException.class, () -> catalog.resolve(program.toString())))
                    .isNotNull();
        }

        assertThat(tools.programs()).hasSize(1);
    }

    @Test
    void aSearchThatWasInterruptedSaysNothingAboutTheProgram() throws IOException {
        Path program = Machine.script(
                folder.resolve("bin/lua"),
                "if mkdir " + folder + "/seen; then exec sleep 1000; fi 2> /dev/null",
                "echo '<<<Lua 5.4||double>>>'");
        EngineCatalog catalog = Machine.catalog(folder.resolve("engine"), "", tools);

        Thread searching = Thread.currentThread();
        CompletableFuture<Void> interrupted = CompletableFuture.runAsync(() -> {
            await().pollInterval(Duration.ofMillis(5)).until(() -> Files.exists(folder.resolve("seen")));
            searching.interrupt();
        });
        LuaNotFoundException thrown =
                catchThrowableOfType(LuaNotFoundException.class, () -> catalog.resolve(program.toString()));

        assertThat(Thread.interrupted()).isTrue();
        interrupted.join();
        assertThat(thrown).hasMessageContaining("the search was interrupted");
        assertThat(catalog.resolve(program.toString()).info().usable()).isTrue();
    }

    @Test
    void givesTheProgramAnEmptyEnvironmentAndNoInput() throws IOException {
        Path program = Machine.installed("lua5.4");
        Path spy = Machine.script(
                folder.resolve("bin/spy"),
                "/usr/bin/env > " + folder + "/environment",
                "cat > " + folder + "/input",
                "exec " + program + " \"$@\"");

        Machine.catalog(folder.resolve("engine"), "", tools).resolve(spy.toString());

        assertThat(Files.readAllLines(folder.resolve("environment")))
                .allMatch(line -> line.matches("(LUARIUM_PROBE|PWD|SHLVL|_|OLDPWD)=.*"));
        assertThat(folder.resolve("input")).isEmptyFile();
    }
}
