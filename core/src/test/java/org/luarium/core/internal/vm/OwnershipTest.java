// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmScope;
import org.luarium.vm.VmState;

/** Whose a VM is, and limits that hold although a call is large or nested. */
class OwnershipTest {
    @Test
    void aForkEndsWithTheScopeOfItsOriginal() throws Exception {
        try (TestHost host = TestHost.fifo()) {
            try (VmScope scope = host.manager().scope()) {
                scope.create("original").fork("copy");
                assertThat(host.manager().find("copy")).isPresent();
            }
            assertThat(host.manager().list()).isEmpty();
        }
    }

    @Test
    void aScopeThatNobodyClosedEndsWithItsManager() throws Exception {
        try (TestHost host = TestHost.fifo()) {
            OwnedManager bundle = host.host().manager("bundle", false);
            bundle.scope().scope().create("forgotten");

            bundle.close();

            assertThat(host.manager().list()).isEmpty();
        }
    }

    @Test
    void nothingKeepsAVmThatDiedAndWasClosed() throws Exception {
        try (TestHost host = TestHost.fifo()) {
            WeakReference<Vm> reference = diedAndClosed(host);

            Awaitility.await().until(() -> {
                System.gc();
                return reference.refersTo(null);
            });
        }
    }

    private static WeakReference<Vm> diedAndClosed(TestHost host) {
        Vm vm = host.manager().create("mortal");
        vm.isolate().kill();
        Awaitility.await().until(() -> vm.info().state() == VmState.DEAD);
        vm.close();
        return new WeakReference<>(vm);
    }

    @Test
    void aNestedCallHasATimeoutOfItsOwn() throws Exception {
        try (TestHost host = TestHost.fifo()) {
            Vm vm = host.manager()
                    .create(VmConfig.builder("outer").engine("lua5.4").build());
            vm.provide(
                    "host",
                    HostModule.builder()
                            .function("spin", (caller, arguments) -> {
                                ExecutionResult inner = caller.execute(
                                        Script.of("while true do end").withTimeout(Duration.ofMillis(100)));
                                return List.of(LuaValue.of(inner.outcome().name()));
                            })
                            .build());

            ExecutionResult result =
                    vm.execute(Script.of("x = host.spin() return x").withEcho(false));

            assertThat(result.outcome()).isEqualTo(Outcome.OK);
            assertThat(result.value().asString()).isEqualTo("TIMEOUT");
            assertThat(result.stateLost()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.write(('x'):rep(N))", "print(('x'):rep(N - 1))", "io.stderr:write(('x'):rep(N))"})
    void oneWriteMayBeLargerThanAFrame(String code) throws Exception {
        int size = 20 << 20;
        try (TestHost host = TestHost.fifo()) {
            Vm vm = host.manager().create("large");
            vm.execute("N = " + size);

            ExecutionResult result = vm.execute(Script.of(code).withOutputLimit(2L * size));

            assertThat(result.outcome()).isEqualTo(Outcome.OK);
            assertThat(result.stdoutBytes().length + result.stderrBytes().length)
                    .isEqualTo(size);
        }
    }
}
