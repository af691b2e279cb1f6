// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.ScriptInput;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** The part of the Lua side that a process loads when it first needs it. */
class LateLoadingTest {
    private Path folder;
    private TestHost host;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createTempDirectory("luarium-test");
        host = new TestHost("fifo", HostConfig.defaults(), folder);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private Vm create(String engine) {
        return host.manager()
                .create(VmConfig.builder(engine)
                        .engine(engine)
                        .confinement(Confinement.builder(Profile.TRUSTED)
                                .limits(Limits.builder().memoryBytes(64 << 20).build())
                                .build())
                        .build());
    }

    @Test
    void doesNotHappenForSmallScripts() {
        Vm vm = create("lua5.4");
        vm.execute("print('a') print('b', 1) io.write('c') x = 5").orThrow();
        vm.execute("return x");
        vm.execute("return 'text'");
        vm.execute("error('text')");
        double before = vm.execute("collectgarbage() return collectgarbage('count')")
                .value()
                .asDouble();

        vm.execute("io.stdout:flush()").orThrow();

        double after = vm.execute("collectgarbage() return collectgarbage('count')")
                .value()
                .asDouble();
        assertThat(after - before).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit", "embedded"})
    void opensNoFile(String engine) throws IOException {
        Vm vm = create(engine);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "boot*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }

        assertThat(vm.execute("io.stdout:write('a\\n') return {1}").stdout()).startsWith("a\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit", "embedded"})
    void needsNoGlobals(String engine) {
        Vm vm = create(engine);
        String wipe = """
                local out, ask, type, next, globals = io.stdout, io.read, type, next, _G
                getmetatable('').__index = nil
                for _, value in next, globals do
                  if type(value) == 'table' and value ~= globals then for key in next, value do value[key] = nil end end
                end
                for name in next, globals do globals[name] = nil end
                out:write(ask(), '\\n') return {1, {2.5}}""";

        ExecutionResult result = vm.execute(Script.of(wipe)
                .withInput(ScriptInput.of(new ByteArrayInputStream("line\n".getBytes(StandardCharsets.UTF_8)))));

        assertThat(result.outcome()).isEqualTo(Outcome.OK);
        assertThat(result.stdout()).startsWith("line\n");
        assertThat(result.value().toString()).isEqualTo("{1, {2.5}}");
        assertThat(vm.execute("return 1, 2").values()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit", "embedded"})
    void failsCleanlyWithoutMemoryAndWorksLater(String engine) {
        Vm vm = create(engine);
        String script = """
                local full
                local function fill() while true do full = {full} end end
                local function write() io.stdout:write('lost') end
                pcall(fill)
                local ok, why = pcall(write)
                full = nil collectgarbage() collectgarbage()
                io.stdout:write('later\\n')
                return ok, why""";

        ExecutionResult result = vm.execute(script);

        assertThat(result.outcome()).isEqualTo(Outcome.OK);
        assertThat(result.stdout()).isEqualTo("later\nfalse\tnot enough memory\n");
        assertThat(vm.execute("return {1}").value().toString()).isEqualTo("{1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit", "embedded"})
    void endsWithTheScriptThatLacksMemoryForIt(String engine) {
        Vm vm = create(engine);

        ExecutionResult result = vm.execute(
                "local t = {} pcall(function() while true do t = {t} end end) io.stdout:write('lost') return t");

        assertThat(result.outcome()).isEqualTo(Outcome.MEMORY_LIMIT);
        assertThat(result.stateLost()).isFalse();
        assertThat(vm.execute("io.stdout:write('later\\n')").stdout()).isEqualTo("later\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit", "embedded"})
    void survivesAnErrorAtEachOfItsInstructions(String engine) {
        Vm vm = create(engine);
        String script = """
                local function strike() debug.sethook() error('interrupted!', 0) end
                local function write(n) debug.sethook(strike, '', n) io.stdout:write('a') debug.sethook() end
                for n = 1, 100000 do
                  if pcall(write, n) then io.stdout:write('b\\n') return n end
                end""";

        ExecutionResult result = vm.execute(script);

        assertThat(result.outcome()).isEqualTo(Outcome.OK);
        assertThat(result.stdout()).contains("ab\n");
        assertThat(result.value().asLong()).isGreaterThan(100);
        assertThat(vm.execute("return io.read()").value().isNil()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.2", "lua5.3", "lua5.4", "embedded"})
    void happensInAFinalizerOfTheLink(String engine) {
        Vm vm = create(engine);
        String script = """
                for i = 1, 20000 do
                  setmetatable({}, {__gc = function() io.stdout:write('') ended = (ended or 0) + 1 end})
                  print(i)
                end""";

        assertThat(vm.execute(script).stdout()).hasSize(108894).endsWith("20000\n");
        assertThat(vm.execute("return ended > 0, io.read()").values().toString())
                .isEqualTo("[true, nil]");
    }
}
