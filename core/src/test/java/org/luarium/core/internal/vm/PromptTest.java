// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.OutputListener;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** What is typed at a prompt means the same on every interpreter. */
class PromptTest {
    static List<String> engines() throws IOException {
        try (TestHost host = TestHost.fifo()) {
            return host.manager().engines().stream()
                    .filter(EngineInfo::usable)
                    .filter(engine -> engine.kind() != EngineInfo.Kind.EMBEDDED_JVM)
                    .map(EngineInfo::name)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void takesExpressionsStatementsAndBeginnings(String engine) throws IOException {
        try (TestHost host = TestHost.fifo();
                Vm vm = host.manager()
                        .create(VmConfig.builder("prompt").engine(engine).build())) {
            assertThat(vm.execute(Script.prompt("x = 41")).outcome()).isEqualTo(Outcome.OK);
            assertThat(vm.execute(Script.prompt("x + 1")).stdout()).isEqualTo("42\n");
            assertThat(vm.execute(Script.prompt("= x + 1, nil, 'a'")).stdout()).isEqualTo("42\tnil\ta\n");
            assertThat(vm.execute(Script.prompt("return x")).stdout()).isEqualTo("41\n");
            assertThat(vm.execute(Script.prompt("")).stdout()).isEmpty();
            assertThat(vm.execute(Script.prompt("-- nothing")).outcome()).isEqualTo(Outcome.OK);
            assertThat(vm.execute(Script.prompt("local a = 1\nlocal b = 2\nreturn a + b"))
                            .stdout())
                    .isEqualTo("3\n");

            for (String beginning :
                    List.of("for i = 1, 3 do", "f(", "x = [[a", "= 1 +", "--[[", "if x then\n  y = 1")) {
                ExecutionResult result = vm.execute(Script.prompt(beginning));
                assertThat(result.outcome()).as(beginning).isEqualTo(Outcome.INCOMPLETE);
                assertThat(result.exitCode()).isEqualTo(1);
            }
            for (String wrong : List.of("x = = 1", "end", "= x =")) {
                assertThat(vm.execute(Script.prompt(wrong)).outcome()).as(wrong).isEqualTo(Outcome.LUA_ERROR);
            }
            assertThat(vm.execute(Script.prompt("error('boom')"))
                            .error()
                            .orElseThrow()
                            .message())
                    .endsWith("boom");
            assertThat(vm.execute(Script.prompt("setmetatable({}, {__tostring = function() error('no') end})"))
                            .outcome())
                    .isEqualTo(Outcome.LUA_ERROR);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void showsValuesApartFromOutput(String engine) throws IOException {
        List<String> heard = new ArrayList<>();
        OutputListener listener =
                (stream, bytes) -> heard.add(stream + ":" + new String(bytes, StandardCharsets.UTF_8));
        try (TestHost host = TestHost.fifo();
                Vm vm = host.manager()
                        .create(VmConfig.builder("prompt").engine(engine).build())) {
            vm.execute(Script.prompt("print 'before' io.stderr:write 'aside' return _G ~= nil, 7")
                    .withOutput(listener));

            assertThat(heard).containsExactly("STDOUT:before\n", "STDERR:aside", "VALUES:true\t7\n");
            assertThat(vm.execute(Script.prompt("1 + 1").withEcho(false))
                            .value()
                            .asLong())
                    .isEqualTo(2);
        }
    }
}
