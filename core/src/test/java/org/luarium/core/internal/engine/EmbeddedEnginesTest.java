// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.files.SafeFiles;
import org.luarium.core.internal.tool.Answer;
import org.luarium.core.internal.tool.BoundedTools;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.EngineInfo.Interrupt;
import org.luarium.vm.LuaNotFoundException;

@Timeout(120)
final class EmbeddedEnginesTest {
    private static final String NATIVE = "embedded";
    private static final String JVM = "embedded-jvm";

    private record Outcome(int exitCode, String stdout, String stderr) {}

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void killWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    private Engine engine(String name) {
        assumeTrue(!name.equals(NATIVE) || Architecture.current().isPresent(), "no native engine for this platform");
        return Machine.catalog(folder.resolve("engine"), "", new BoundedTools()).resolve(name);
    }

    private Process start(Engine engine, String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(engine.command());
        command.add(Files.writeString(folder.resolve("script.lua"), script).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().clear();
        builder.environment().putAll(engine.variables());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Outcome run(Engine engine, String script, String... arguments) throws Exception {
        Process process = start(engine, script, arguments);
        process.getOutputStream().close();
        String stdout = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), stdout, Files.readString(folder.resolve("stderr")));
    }

    @ParameterizedTest
    @ValueSource(strings = {NATIVE, JVM})
    void behavesLikeLua(String name) throws Exception {
        Engine engine = engine(name);

        assertThat(run(engine, "print(_VERSION, #arg, ...)", "a", "ü"))
                .isEqualTo(new Outcome(0, "Lua 5.4\t2\ta\tü\n", ""));
        assertThat(run(engine, "io.write('buffered') os.exit(7)")).isEqualTo(new Outcome(7, "buffered", ""));
        assertThat(run(engine, "io.write('buffered') os.exit(false, true)")).isEqualTo(new Outcome(1, "buffered", ""));
        assertThat(run(engine, "print(string.format('%.1f', 0.5), os.setlocale())")
                        .stdout())
                .isEqualTo("0.5\tC\n");
        assertThat(run(engine, "print(java, luajava, package.loaded.java)").stdout())
                .isEqualTo("nil\tnil\tnil\n");
        assertThat(run(engine, "print(debug.gethook())").stdout()).startsWith("nil");
        assertThat(run(engine, "setmetatable({}, {__gc = function() print('closed') end})")
                        .stdout())
                .isEqualTo("closed\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {NATIVE, JVM})
    void endsWithOneAfterAnError(String name) throws Exception {
        Engine engine = engine(name);

        Outcome error = run(engine, "io.write('before') error('boom', 0)");
        assertThat(error).returns(1, Outcome::exitCode).returns("before", Outcome::stdout);
        assertThat(error.stderr()).startsWith("lua: boom\n");
        assertThat(run(engine, "return return").stderr()).contains("lua: ", "script.lua:1:", "near 'return'");
        assertThat(run(engine, "error({})").stderr()).startsWith("lua: (error object is ");
    }

    @Test
    void theChildJvmExplainsErrorsAsLuaDoes() throws Exception {
        Engine engine = engine(JVM);

        assertThat(run(engine, "error({})").stderr())
                .startsWith("lua: (error object is a table value)\nstack traceback:");
        assertThat(run(engine, "error(setmetatable({}, {__tostring = function() return 'mine' end}))")
                        .stderr())
                .isEqualTo("lua: mine\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {NATIVE, JVM})
    void survivesTheDeepestRecursionThroughC(String name) throws Exception {
        String script = """
                local function f(s) return (s:gsub('.', f)) end
                print(pcall(f, 'x'))
                local t = setmetatable({}, {})
                getmetatable(t).__index = function(_, k) return t[k + 1] end
                print(pcall(function() return t[1] end))
                local function g(n) return select(2, pcall(g, n + 1)) end
                print(pcall(g, 1))
                print(load(('('):rep(1000) .. '1'))
                """;

        Outcome outcome = run(engine(name), script);

        assertThat(outcome).returns(0, Outcome::exitCode);
        assertThat(outcome.stdout()).contains("overflow");
    }

    @ParameterizedTest
    @ValueSource(strings = {NATIVE, JVM})
    void readsStdinAndOpensPipes(String name) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process process = start(
                engine(name),
                "local p = io.open(arg[1]) print(p:read('l')) io.stdout:flush() print(io.read('l'))",
                pipe.toString());

        Files.writeString(pipe, "through the pipe\n");
        try (BufferedReader reader = process.inputReader()) {
            assertThat(reader.readLine()).isEqualTo("through the pipe");
            process.outputWriter().append("through stdin\n").flush();
            assertThat(reader.readLine()).isEqualTo("through stdin");
        }
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {NATIVE, JVM})
    void isInterruptedAsOftenAsItSays(String name) throws Exception {
        Engine engine = engine(name);
        Process process = start(engine, """
                io.stdout:setvbuf('no')
                for i = 1, 4 do
                    print(pcall(function() print('ready') while true do end end))
                end
                print(pcall(function() local n = 0 for i = 1, 1e6 do n = n + i end return n end))
                """);
        BufferedReader reader = process.inputReader();

        if (engine.info().interrupt() == Interrupt.NONE) {
            assertThat(reader.readLine()).isEqualTo("ready");
            interrupt(process);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            return;
        }
        for (int i = 0; i < 4; i++) {
            assertThat(reader.readLine()).isEqualTo("ready");
            interrupt(process);
            assertThat(reader.readLine()).startsWith("false\t").endsWith("interrupted!");
        }
        assertThat(reader.readLine()).isEqualTo("true\t500000500000");
        assertThat(process.waitFor()).isZero();
    }

    private static void interrupt(Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void theChildJvmCanBeInterruptedWhereJavaCanCallTheLibrary() {
        assertThat(engine(JVM).info().interrupt())
                .isEqualTo(Runtime.version().feature() >= 22 ? Interrupt.LASTING : Interrupt.NONE);
    }

    @Test
    void theChildJvmHasABoundedHeapAndNoBoundOfAddressSpace() throws Exception {
        Engine engine = engine(JVM);

        assertThat(engine.command()).contains("-Xmx64m");
        assertThat(engine.memoryByAddressSpace()).isFalse();
        assertThat(engine.info().executable().orElseThrow().toString()).startsWith(System.getProperty("java.home"));
    }

    @Test
    void theChildJvmMapsItsClasses() throws Exception {
        List<String> command = engine(JVM).command();

        String archive = command.stream()
                .filter(word -> word.startsWith("-XX:SharedArchiveFile="))
                .findFirst()
                .orElseThrow();
        assertThat(Path.of(archive.substring(archive.indexOf('=') + 1))).isRegularFile();
        try (Stream<Path> left = Files.list(folder.resolve("engine"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .allMatch(file -> file.matches("probes|jvm-[0-9a-f-]+|classes-[0-9a-f]+\\.jsa"));
        }
        Engine engine = engine(JVM);
        List<String> verbose = new ArrayList<>(engine.command());
        verbose.removeIf(word -> word.startsWith("-Xlog"));
        verbose.add(1, "-Xlog:class+load");
        Outcome outcome = run(new Engine(engine.info(), verbose, engine.variables(), false), "print('done')");
        assertThat(outcome.stdout().lines().filter(line -> line.contains("engine.jvm.LuaMain ")))
                .allMatch(line -> line.contains("shared objects file"))
                .hasSize(1);
    }

    @Test
    void aChildJvmThatCannotBeUsedLeavesNoArchive() throws IOException {
        BoundedTools tools = new BoundedTools();
        EngineCatalog catalog = Machine.catalog(folder.resolve("engine"), "", (command, variables, bound) -> {
            tools.run(command, variables, bound);
            return new Answer("", 1, "", false);
        });

        assertThat(catchThrowableOfType(LuaNotFoundException.class, () -> catalog.resolve(JVM)))
                .isNotNull();

        try (Stream<Path> left = Files.list(folder.resolve("engine"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .allMatch(file -> file.matches("probes|jvm-[0-9a-f-]+"));
        }
    }

    @Test
    void goesOnInAnotherFolderWhereNothingMayBeExecuted() throws IOException {
        Path first = folder.resolve("noexec");
        Path occupied = Files.writeString(folder.resolve("occupied"), "");
        Path last = folder.resolve("good");
        CountingTools tools = new CountingTools(first);
        EngineCatalog catalog = new EngineCatalog(first, Machine.only(first, occupied, last), "", tools);

        Engine engine = catalog.resolve("embedded");

        assertThat(Path.of(engine.command().get(0))).startsWith(last);
        assertThat(new EngineCatalog(first, Machine.only(first, occupied, last), "", tools)
                        .resolve("embedded")
                        .command())
                .isEqualTo(engine.command());
        assertThat(tools.programs()).hasSize(2);
    }

    @Test
    void usesTheChildJvmWhereTheNativeProcessCannotRun() {
        CountingTools tools = new CountingTools(folder.resolve("engine"));

        Engine engine = Machine.catalog(folder.resolve("engine"), "", tools).resolve("");

        assertThat(engine.info().kind()).isEqualTo(EngineInfo.Kind.EMBEDDED_JVM);
        assertThat(engine.info().version()).isEqualTo(Natives.VERSION);
    }

    @Test
    void saysWhyNeitherCanBeUsed() throws IOException {
        Path occupied = Files.writeString(folder.resolve("occupied"), "");
        EngineCatalog catalog =
                new EngineCatalog(folder.resolve("engine"), Machine.only(occupied), Machine.PATH, new BoundedTools());

        LuaNotFoundException thrown =
                catchThrowableOfType(LuaNotFoundException.class, () -> catalog.resolve("embedded"));

        assertThat(thrown).hasMessageContaining(occupied + " is not a folder of this user");
        assertThat(thrown.tried()).hasSize(2).allMatch(info -> !info.usable());
    }

    @Test
    void healsItselfWhenItsFilesVanish() throws Exception {
        EngineCatalog catalog = Machine.catalog(folder.resolve("engine"), "", new BoundedTools());
        Engine engine = catalog.resolve("embedded");
        SafeFiles.deleteTree(folder.resolve("engine"));

        assertThat(catalog.resolve("embedded")).isEqualTo(engine);
        assertThat(run(engine, "print(1)").stdout()).isEqualTo("1\n");
    }
}
