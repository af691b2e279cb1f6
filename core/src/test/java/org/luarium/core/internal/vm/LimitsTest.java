// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
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
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** Limits of memory, processor time, wall time and output. */
class LimitsTest {
    private TestHost host;

    @BeforeEach
    void start() throws IOException {
        host = TestHost.fifo();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private Vm create(String engine, Limits limits) {
        return host.manager()
                .create(VmConfig.builder(engine)
                        .engine(engine)
                        .confinement(Confinement.builder(Profile.TRUSTED)
                                .limits(limits)
                                .build())
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit", "embedded"})
    void survivesAMemoryBomb(String engine) {
        Vm vm = create(engine, Limits.builder().memoryBytes(64 << 20).build());
        vm.execute("x = 1");

        for (String bomb : new String[] {
            "local t = {} while true do t[#t + 1] = ('x'):rep(1e6) .. #t end",
            "local s = 'x' while true do s = s .. s end",
            "local t = {} for i = 1, 1e9 do t[i] = {i} end"
        }) {
            ExecutionResult result = vm.execute("print('before') " + bomb);
            assertThat(result.outcome()).as(bomb).isEqualTo(Outcome.MEMORY_LIMIT);
            assertThat(result.stdout()).as(bomb).isEqualTo("before\n");
            assertThat(result.stateLost()).as(bomb).isFalse();
        }

        assertThat(vm.execute("return x").value().asLong()).isEqualTo(1);
    }

    @Test
    void endsAScriptAtItsProcessorTime() {
        Vm vm = create("lua5.4", Limits.builder().build());

        ExecutionResult result = vm.execute(Script.of("while true do end").withCpuTime(Duration.ofMillis(200)));

        assertThat(result.outcome()).isEqualTo(Outcome.CPU_LIMIT);
        assertThat(vm.execute(Script.of("os.execute('sleep 0.5') return 1").withCpuTime(Duration.ofMillis(200)))
                        .outcome())
                .isEqualTo(Outcome.OK);
    }

    @Test
    void cutsOutputAtItsLimit() {
        Vm vm = create("embedded", Limits.builder().outputBytes(100_000).build());
        vm.execute("x = 1");

        ExecutionResult result = vm.execute("while true do print('0123456789') end");

        assertThat(result.outcome()).isEqualTo(Outcome.OUTPUT_LIMIT);
        assertThat(result.stdoutBytes()).hasSize(100_000);
        assertThat(result.stateLost()).isFalse();
        assertThat(vm.execute("return x").value().asLong()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void streamsAnyAmountToASlowListenerInLittleMemory(boolean background) {
        Vm vm = create("lua5.4", Limits.builder().outputBytes(100_000).build());
        AtomicLong seen = new AtomicLong();
        AtomicLong peak = new AtomicLong();
        System.gc();
        long before = used();
        Script script = Script.of("local s = ('x'):rep(1023) .. '\\n' for i = 1, 51200 do io.write(s) end")
                .withOutput((stream, bytes) -> {
                    if (seen.addAndGet(bytes.length) % (8 << 20) < bytes.length) {
                        LockSupport.parkNanos(20_000_000);
                        System.gc();
                        peak.accumulateAndGet(used() - before, Math::max);
                    }
                });

        ExecutionResult result = background ? vm.executeAsync(script).join() : vm.execute(script);

        assertThat(result.outcome()).isEqualTo(Outcome.OK);
        assertThat(seen.get()).isEqualTo(50 << 20);
        assertThat(peak.get()).isLessThan(8 << 20);
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesMuchOutputOfCommandsWithoutDeadlock(boolean background) throws Exception {
        Vm vm = create("lua5.4", Limits.builder().build());
        String code = "os.execute('head -c 10485760 /dev/zero; head -c 1048576 /dev/zero >&2') print('end')";

        ExecutionResult result = background
                ? vm.executeAsync(code).get(30, TimeUnit.SECONDS)
                : vm.execute(Script.of(code).withTimeout(Duration.ofSeconds(30)));

        assertThat(result.outcome()).isEqualTo(Outcome.OK);
        assertThat(result.stdoutBytes()).hasSize((11 << 20) + 4);
        assertThat(result.stdout()).endsWith("end\n");
    }

    @Test
    void endsWhatAScriptStartedAtTheTimeout() {
        Vm vm = create("lua5.4", Limits.builder().build());
        Script script = Script.of("print(io.popen('sleep 1000 & echo $!'):read('*l')) io.stdout:flush()"
                        + " os.execute('sleep 1000')")
                .withTimeout(Duration.ofMillis(300));

        ExecutionResult result = vm.execute(script);

        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        long grandchild = Long.parseLong(result.stdout().strip());
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !Accounting.runs(grandchild));
        assertThat(vm.execute("return 1").value().asLong()).isEqualTo(1);
    }
}
