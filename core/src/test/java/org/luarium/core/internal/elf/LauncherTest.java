// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class LauncherTest {
    private record Outcome(int exitCode, String stdout, String stderr) {}

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void killWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @EnumSource
    void runsAScriptWithItsArguments(Architecture architecture) throws Exception {
        Outcome outcome = run(architecture, "print(_VERSION, #arg, arg[0], arg[1], arg[2], ...)", "a b", "ü");

        assertThat(outcome.stderr()).isEmpty();
        assertThat(outcome.stdout()).isEqualTo("Lua 5.4\t2\t" + directory.resolve("script.lua") + "\ta b\tü\ta b\tü\n");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void passesManyArguments() throws Exception {
        String[] arguments = Collections.nCopies(5000, "x").toArray(String[]::new);

        assertThat(run(Architecture.X86_64, "print(select('#', ...), #arg)", arguments)
                        .stdout())
                .isEqualTo("5000\t5000\n");
    }

    @Test
    void needsAScript() throws Exception {
        Outcome outcome = finish(start(launcher(Architecture.X86_64)));

        assertThat(outcome).isEqualTo(new Outcome(1, "", "lua: usage: SCRIPT [ARGUMENT...]\n"));
    }

    @ParameterizedTest
    @EnumSource
    void endsWithOneAndAMessageAfterAnError(Architecture architecture) throws Exception {
        Outcome outcome = run(architecture, "io.write('before') error('boom', 0)");

        assertThat(outcome).isEqualTo(new Outcome(1, "before", "lua: boom\n"));
    }

    @Test
    void endsWithOneAfterASyntaxErrorOrAMissingScript() throws Exception {
        Outcome syntax = run(Architecture.X86_64, "return return");
        Path missing = directory.resolve("missing.lua");
        List<String> command = launcher(Architecture.X86_64);
        command.add(missing.toString());
        Outcome absent = finish(start(command));

        assertThat(syntax.exitCode()).isEqualTo(1);
        assertThat(syntax.stderr())
                .startsWith("lua: ")
                .contains("script.lua:1:")
                .endsWith("near 'return'\n");
        assertThat(absent.exitCode()).isEqualTo(1);
        assertThat(absent.stderr()).startsWith("lua: cannot open " + missing);
    }

    @Test
    void reportsAnErrorObjectWithoutAMessage() throws Exception {
        Outcome outcome = run(Architecture.X86_64, "error({})");

        assertThat(outcome).isEqualTo(new Outcome(1, "", "lua: (error object is not a string)\n"));
    }

    @Test
    void closesTheStateAtTheEnd() throws Exception {
        Outcome outcome =
                run(Architecture.X86_64, "setmetatable({}, {__gc = function() print('collected') end}) io.write('a')");

        assertThat(outcome).isEqualTo(new Outcome(0, "acollected\n", ""));
    }

    @Test
    void exitCodeIsThatOfOsExit() throws Exception {
        assertThat(run(Architecture.X86_64, "os.exit(42)").exitCode()).isEqualTo(42);
    }

    @Test
    void collectsInGenerationalModeAsTheStandardInterpreterDoes() throws Exception {
        assertThat(run(Architecture.X86_64, "print(collectgarbage('incremental'))")
                        .stdout())
                .isEqualTo("generational\n");
    }

    @ParameterizedTest
    @EnumSource
    void everyInterruptIsACatchableError(Architecture architecture) throws Exception {
        String script = """
                for i = 1, 3 do
                    print(pcall(function() print('spinning') io.stdout:flush() while true do end end))
                end
                print('alive')
                """;
        Process process = start(command(architecture, script));
        BufferedReader out = process.inputReader();
        for (int i = 0; i < 3; i++) {
            assertThat(out.readLine()).isEqualTo("spinning");
            interrupt(process);
            // With the position where a Lua function was running, without it in flush().
            assertThat(out.readLine()).startsWith("false\t").endsWith("interrupted!");
        }

        assertThat(out.readLine()).isEqualTo("alive");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void anInterruptDoesNotBreakARead() throws Exception {
        String script = """
                print(pcall(function()
                    print('ready') io.stdout:flush()
                    local line = io.read()
                    while true do end
                end))
                io.stdout:flush()
                print(io.read())
                """;
        Process process = start(command(Architecture.X86_64, script));
        BufferedReader out = process.inputReader();
        assertThat(out.readLine()).isEqualTo("ready");
        interrupt(process);
        process.outputWriter().append("one\ntwo\n").flush();

        assertThat(out.readLine()).startsWith("false\t").endsWith("interrupted!");
        assertThat(out.readLine()).isIn("one", "two"); // the interrupt may have come before the read began
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void wantOfMemoryIsALuaError() throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -v 65536; exec \"$0\" \"$@\""));
        command.addAll(command(
                Architecture.X86_64, "print(pcall(string.rep, 'x', 1 << 28)) local t = string.rep('x', 1 << 28)"));

        Outcome outcome = finish(start(command));

        assertThat(outcome).isEqualTo(new Outcome(1, "false\tnot enough memory\n", "lua: not enough memory\n"));
    }

    @Test
    void loadsModulesWrittenInC() throws Exception {
        Path modules = Path.of("/usr/lib/x86_64-linux-gnu/lua/5.4");
        assumeTrue(Files.exists(modules.resolve("cjson.so")), "no C module (lua-cjson) to load");

        Outcome outcome = run(
                Architecture.X86_64,
                "package.cpath = ... print(require('cjson').encode({1, 2, {a = true}}))",
                modules.resolve("?.so").toString());

        assertThat(outcome).isEqualTo(new Outcome(0, "[1,2,{\"a\":true}]\n", ""));
    }

    @Test
    void popenIsNotSupported() throws Exception {
        assertThat(run(Architecture.X86_64, "print(pcall(io.popen, 'true'))").stdout())
                .contains("'popen' not supported");
    }

    private Outcome run(Architecture architecture, String script, String... arguments) throws Exception {
        return finish(start(command(architecture, script, arguments)));
    }

    private List<String> command(Architecture architecture, String script, String... arguments) throws IOException {
        List<String> command = launcher(architecture);
        command.add(Files.writeString(directory.resolve("script.lua"), script).toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private List<String> launcher(Architecture architecture) throws IOException {
        List<String> command = new ArrayList<>(Machine.dynamicRunner(architecture));
        String library = LauncherImage.libraryFileName(architecture);
        String folder = architecture == Architecture.X86_64 ? "linux-x86_64" : "linux-aarch64";
        if (Files.notExists(directory.resolve(library))) {
            try (InputStream in = LauncherTest.class.getResourceAsStream("/engine/" + folder + "/" + library)) {
                assertThat(in).as(library).isNotNull();
                Files.copy(in, directory.resolve(library));
            }
        }
        command.add(SpawnerClient.executable(directory, "launcher", LauncherImage.of(architecture))
                .toString());
        return command;
    }

    private Process start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static Outcome finish(Process process) throws Exception {
        process.getOutputStream().close();
        String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String stderr = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), stdout, stderr);
    }

    private static void interrupt(Process process) throws Exception {
        int exitCode = new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(exitCode).isZero();
    }
}
