// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** What is left of Lua's library, on every interpreter there is. */
class LibraryTest {
    private TestHost host;

    @BeforeEach
    void start() throws IOException {
        host = TestHost.fifo();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    static Stream<String> engines() throws IOException {
        try (TestHost host = TestHost.fifo()) {
            return host.manager().engines().stream()
                    .filter(EngineInfo::usable)
                    .filter(engine -> engine.kind() != EngineInfo.Kind.EMBEDDED_JVM)
                    .map(EngineInfo::name)
                    .toList()
                    .stream();
        }
    }

    private Vm create(String engine, Confinement confinement) {
        return host.manager()
                .create(VmConfig.builder(engine)
                        .engine(engine)
                        .confinement(confinement)
                        .build());
    }

    private static String run(Vm vm, String code) {
        return vm.execute(code).orThrow().stdout().strip();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void takesSourceTextOnly(String engine) {
        Vm vm = create(engine, Confinement.of(Profile.STANDARD));

        assertThat(run(vm, "print((load(string.dump(function() end))))")).isIn("nil", "false");
        assertThat(
                        run(
                                vm,
                                "local d, done = string.dump(function() end) print((load(function() if not done then done = true return d end end)))"))
                .isEqualTo("nil");
        assertThat(run(vm, "if loadstring then print((loadstring(string.dump(function() end)))) else print(nil) end"))
                .isEqualTo("nil");
        assertThat(
                        run(
                                vm,
                                "local done print(load(function() if not done then done = true return 'return 1 + 1' end end)())"))
                .isEqualTo("2");
        assertThat(run(vm, "print(loadstring and loadstring('return 7')() or load('return 7')())"))
                .isEqualTo("7");
        assertThat(run(vm, "return (load(function() return nil end, 'x') ~= nil)"))
                .isEqualTo("true");
        assertThat(run(vm, "print(package.loadlib, package.path:find('./?.lua', 1, true) == 1)"))
                .isEqualTo("nil\tfalse");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void keepsTheEnvironmentGivenToLoad(String engine) {
        Vm vm = create(engine, Confinement.of(Profile.STANDARD));

        String code = "x = 'global'; local f = setfenv and not jit and setfenv(loadstring('return x'), { x = 'own' })"
                + " or load('return x', 'c', 't', { x = 'own' }) print(f())";
        assertThat(run(vm, code)).isEqualTo("own");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void loadsFilesOfSourceTextOnly(String engine, @TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text.lua"), "#!/usr/bin/lua\nreturn 'read'");
        Path binary = folder.resolve("binary.luac");
        Files.write(binary, new byte[] {27, 'L', 'u', 'a', 0, 1, 2});
        Vm vm = create(
                engine, Confinement.builder(Profile.STANDARD).readable(folder).build());

        assertThat(run(vm, "return dofile('" + text + "')")).isEqualTo("read");
        assertThat(run(vm, "print((loadfile('" + binary + "')))")).isEqualTo("nil");
        assertThat(run(vm, "print((pcall(dofile, '" + binary + "')))")).isEqualTo("false");
        assertThat(run(vm, "print((loadfile('/nowhere')))")).isEqualTo("nil");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void leavesOutWhatTouchesFilesOfAnUntrustedScript(String engine) {
        Vm vm = create(engine, Confinement.of(Profile.UNTRUSTED));

        assertThat(run(vm, """
                local gone = { debug, ffi, jit, loadfile, dofile, os.execute, os.remove, os.rename, os.tmpname,
                  io.open, io.popen, io.tmpfile, string.dump, package.loadlib, package.loaded.debug, package.loaded.ffi }
                print(next(gone))
                print((pcall(require, "ffi")))
                print((pcall(require, "debug")))
                print((pcall(io.lines, "/etc/passwd")))
                print((pcall(io.output, "/tmp/x")))
                print((pcall(io.input, "/etc/passwd")))
                """).replace('\n', ' ')).isEqualTo("nil false false false false false");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void leavesAnUntrustedScriptItsStreams(String engine) {
        Vm vm = create(engine, Confinement.of(Profile.UNTRUSTED));

        assertThat(run(vm, "io.write('a', 1, 'b') io.stdout:write('c') print('d', type(io.read), os.time() > 0)"))
                .isEqualTo("a1bcd\tfunction\ttrue");
        assertThat(run(vm, "collectgarbage('stop') collectgarbage() return collectgarbage('count') > 0"))
                .isEqualTo("true");
        assertThat(run(vm, "return (loadstring or load)('return 40 + 2')()")).isEqualTo("42");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void leavesATrustedScriptEverything(String engine) {
        Vm vm = create(engine, Confinement.of(Profile.TRUSTED));

        assertThat(run(vm, "print(type(debug), type(io.open), type(os.execute), type(package.loadlib))"))
                .isEqualTo("table\tfunction\tfunction\tfunction");
    }
}
