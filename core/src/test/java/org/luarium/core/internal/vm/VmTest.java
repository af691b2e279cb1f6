// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.ScriptInput;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** The main jobs of a VM, on every interpreter and both links. */
class VmTest {
    static Stream<Arguments> machines() {
        return Stream.of("fifo", "stdio")
                .flatMap(link -> Stream.of("lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit")
                        .map(engine -> Arguments.of(link, engine)));
    }

    private interface Body {
        void with(Vm vm) throws Exception;
    }

    private static void onVm(String link, String engine, Body body) throws Exception {
        onVm(link, engine, Profile.STANDARD, body);
    }

    private static void onVm(String link, String engine, Profile profile, Body body) throws Exception {
        try (TestHost host = new TestHost(link, HostConfig.defaults())) {
            body.with(host.manager().create(config(link, engine, profile)));
        }
    }

    /** Without FIFOs there is no confinement, and so none is asked for. */
    private static VmConfig config(String link, String engine, Profile profile) {
        Confinement.Builder confinement = Confinement.builder(profile);
        if (!link.equals("fifo")) {
            confinement.mode(Confinement.Mode.OFF);
        }
        return VmConfig.builder("a")
                .engine(engine)
                .confinement(confinement.build())
                .build();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void runsCodeAndKeepsState(String link, String engine) throws Exception {
        onVm(link, engine, vm -> {
            assertThat(vm.execute("return 2 + 2").stdout()).isEqualTo("4\n");
            assertThat(vm.execute("x = 5; print('hi', x); io.write('a', 1, '\\n')")
                            .stdout())
                    .isEqualTo("hi\t5\na1\n");
            assertThat(vm.execute("return x").value().asLong()).isEqualTo(5);
        });
    }

    @ParameterizedTest
    @MethodSource("machines")
    void reportsErrorsWithLineAndTraceback(String link, String engine) throws Exception {
        onVm(link, engine, vm -> {
            ExecutionResult result = vm.execute("local a = 1\nprint('before')\nerror('boom')");
            assertThat(result.outcome()).isEqualTo(Outcome.LUA_ERROR);
            assertThat(result.stdout()).isEqualTo("before\n");
            assertThat(result.error().orElseThrow().message()).isEqualTo("script:3: boom");
            assertThat(result.error().orElseThrow().traceback())
                    .contains("script:3: in main chunk")
                    .doesNotContain("boot.lua");
            assertThat(vm.execute("x = = 1").error().orElseThrow().message()).startsWith("script:1:");
        });
    }

    @ParameterizedTest
    @MethodSource("machines")
    void carriesTypedValues(String link, String engine) throws Exception {
        onVm(
                link,
                engine,
                vm -> assertThat(vm.execute("return 1.5, -3, 'a\\0b', nil, true, {1, 2, {a = 'b'}}")
                                .values()
                                .toString())
                        .isEqualTo("[1.5, -3, a\0b, nil, true, {1, 2, {a = b}}]"));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void callsBetweenHostAndLuaNest(String link, String engine) throws Exception {
        onVm(link, engine, vm -> {
            vm.provide(
                    "host",
                    HostModule.builder()
                            .simple("twice", args -> LuaValue.of(args.get(0).asLong() * 2))
                            .function(
                                    "back",
                                    (caller, args) -> caller.execute(
                                                    Script.call("string.rep", args.get(0), LuaValue.of(3)))
                                            .values())
                            .build());
            assertThat(vm.execute("return host.twice(21)").value().asLong()).isEqualTo(42);
            assertThat(vm.execute("return host.back('ab')").value().asString()).isEqualTo("ababab");
        });
    }

    @ParameterizedTest
    @MethodSource("machines")
    void endsAnEndlessLoopAtItsTimeout(String link, String engine) throws Exception {
        onVm(link, engine, vm -> {
            vm.execute("x = 5");
            ExecutionResult result = vm.execute(Script.of("while true do end").withTimeout(Duration.ofMillis(100)));
            assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
            assertThat(result.usage().elapsed()).isLessThan(Duration.ofSeconds(5));
            assertThat(vm.execute("return x").value()).isEqualTo(result.stateLost() ? LuaValue.nil() : LuaValue.of(5));
        });
    }

    @ParameterizedTest
    @MethodSource("machines")
    void keepsTheOrderOfItsOwnOutputAndThatOfCommands(String link, String engine) throws Exception {
        onVm(
                link,
                engine,
                Profile.TRUSTED,
                vm -> assertThat(vm.execute("print('one') os.execute('echo two') return 3")
                                .stdout())
                        .isEqualTo("one\ntwo\n3\n"));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void readsStandardInput(String link, String engine) throws Exception {
        ScriptInput input =
                ScriptInput.of(new ByteArrayInputStream("one\ntwo\nthree".getBytes(StandardCharsets.UTF_8)));
        onVm(
                link,
                engine,
                vm -> assertThat(vm.execute(Script.of("return io.read('*l'), io.read('*a')")
                                        .withInput(input))
                                .values()
                                .toString())
                        .isEqualTo("[one, two\nthree]"));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void tellsTheExitCode(String link, String engine) throws Exception {
        onVm(link, engine, vm -> {
            ExecutionResult result = vm.execute("print('bye') os.exit(7)");
            assertThat(result.outcome()).isEqualTo(Outcome.EXITED);
            assertThat(result.exitCode()).isEqualTo(7);
            assertThat(result.stdout()).isEqualTo("bye\n");
        });
    }

    @ParameterizedTest
    @MethodSource("machines")
    void runsInTheBackground(String link, String engine) throws Exception {
        onVm(
                link,
                engine,
                vm -> assertThat(vm.executeAsync("print(1) return 7").get().stdout())
                        .isEqualTo("1\n7\n"));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void leavesNoFolderBehind(String link, String engine) throws IOException {
        try (TestHost host = new TestHost(link, HostConfig.defaults())) {
            host.manager().create(config(link, engine, Profile.STANDARD)).close();
            assertThat(host.manager().list()).isEmpty();
            assertThat(host.host().isolates()).isEmpty();
        }
    }
}
