// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.Isolate;
import org.luarium.vm.Outcome;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** After any number of cycles everything is back where it was. */
class SoakTest {
    private static final int CYCLES = Boolean.getBoolean("luarium.stress") ? 2000 : 200;
    private static final int THREADS = 8;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void leavesNothingBehind(int pool) throws Exception {
        HostConfig config = HostConfig.defaults().withPoolSize(pool);
        cycles(config, 16);
        Accounting before = Accounting.of(folder);

        cycles(config, CYCLES);

        Accounting.assertBackAt(before, folder);
    }

    @Test
    void leavesNothingBehindWhileTheHostLives() throws Exception {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            cycles(host, 64);
            Accounting before = Accounting.of(folder.resolve("fifo"));

            cycles(host, CYCLES);

            assertThat(host.host().isolates()).isEmpty();
            // Folders are made in batches, which a kind of rest remains of.
            Accounting now = Accounting.of(folder.resolve("fifo"));
            assertThat(now.files().size()).isLessThanOrEqualTo(before.files().size() + 4 * 12 * THREADS);
            assertThat(now.processes()).isSubsetOf(before.processes());
            assertThat(now.descriptors()).isLessThanOrEqualTo(before.descriptors() + 4);
        }
    }

    private void cycles(HostConfig config, int cycles) throws Exception {
        try (TestHost host = new TestHost("fifo", config, folder)) {
            cycles(host, cycles);
        }
    }

    private static void cycles(TestHost host, int cycles) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                running.add(threads.submit(() -> {
                    for (int i = next.incrementAndGet(); i <= cycles; i = next.incrementAndGet()) {
                        cycle(host, i);
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(host.manager().list()).isEmpty();
    }

    private static void cycle(TestHost host, int i) {
        Vm vm = host.manager()
                .create(VmConfig.builder("vm" + i).engine("lua5.4").build());
        try {
            assertThat(vm.execute("return " + i).value().asLong()).isEqualTo(i);
            switch (i % 4) {
                case 0 -> vm.isolate().kill();
                case 1 -> kill(vm);
                case 2 -> assertThat(vm.execute("os.exit(3)").exitCode()).isEqualTo(3);
                default -> assertThat(vm.execute("print(1)").stdout()).isEqualTo("1\n");
            }
        } finally {
            vm.close();
        }
    }

    private static void kill(Vm vm) {
        Isolate isolate = vm.isolate();
        var running = vm.executeAsync("while true do end");
        isolate.kill();
        assertThat(running.join().outcome()).isEqualTo(Outcome.CRASHED);
    }
}
