// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** An interrupt in the middle of a flood of output must neither tear a frame nor cost the state. */
class InterruptedOutputTest {
    @RepeatedTest(30)
    void aFloodCanBeInterruptedWithTheStateKept(RepetitionInfo repetition) throws Exception {
        try (TestHost host = TestHost.fifo()) {
            Vm vm = host.manager()
                    .create(VmConfig.builder("flood").engine("lua5.4").build());
            vm.execute("x = 1");
            AtomicLong bytes = new AtomicLong();

            ExecutionResult result = vm.execute(Script.of("while true do print('xxxxxxxxxxxxxxxx') end")
                    .withLineBuffering(repetition.getCurrentRepetition() % 3 == 0)
                    .withTimeout(Duration.ofMillis(15 + repetition.getCurrentRepetition()))
                    .withOutput((stream, output) -> bytes.addAndGet(output.length)));

            assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
            assertThat(result.stateLost()).isFalse();
            assertThat(bytes).hasPositiveValue();
            assertThat(vm.execute("return x").value().asLong()).isEqualTo(1);
        }
    }
}
