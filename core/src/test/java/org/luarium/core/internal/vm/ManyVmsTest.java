// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** Many VMs need few threads, and the last is created as fast as the first. */
class ManyVmsTest {
    private static final boolean STRESS = Boolean.getBoolean("luarium.stress");
    private static final int COUNT = STRESS ? 1000 : 200;

    @TempDir
    Path folder;

    @Test
    void keepsIdleVmsWithoutThreads() throws Exception {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            host.manager().create("first").execute("return 1");
            int before = Accounting.threadCount();
            List<Vm> vms = new ArrayList<>();
            long[] nanos = new long[COUNT];
            for (int i = 0; i < COUNT; i++) {
                long began = System.nanoTime();
                vms.add(host.manager()
                        .create(VmConfig.builder("vm" + i).engine("lua5.4").build()));
                nanos[i] = System.nanoTime() - began;
            }
            int threads = Accounting.threadCount() - before;
            for (int i = 0; i < COUNT; i++) {
                assertThat(vms.get(i).execute("return " + i).value().asLong()).isEqualTo(i);
            }

            double early = median(nanos, STRESS ? 50 : 20, STRESS ? 100 : 70);
            double late = median(nanos, COUNT - 50, COUNT);
            System.out.printf(
                    "%d idle VMs: %d more threads; creation early %.2f ms, late %.2f ms, ratio %.2f%n",
                    COUNT, threads, early / 1e6, late / 1e6, late / early);
            assertThat(threads).isLessThanOrEqualTo(16);

            Vm victim = vms.get(COUNT / 2);
            new ProcessBuilder("kill", "-KILL", Long.toString(victim.info().pid())).start();
            victim.onExit().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static VmConfig startsCommands(String id) {
        return VmConfig.builder(id)
                .engine("lua5.4")
                .confinement(Confinement.of(Profile.TRUSTED))
                .build();
    }

    private static double median(long[] nanos, int from, int to) {
        long[] part = Arrays.copyOfRange(nanos, from, to);
        Arrays.sort(part);
        return part[part.length / 2];
    }

    @Test
    void runsManyChunksAtOnceOnFewThreads() throws Exception {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            int before = Accounting.threadCount();
            List<CompletableFuture<ExecutionResult>> running = new ArrayList<>();
            List<Vm> vms = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                vms.add(host.manager().create(startsCommands("vm" + i)));
            }
            long began = System.nanoTime();
            for (int i = 0; i < COUNT; i++) {
                running.add(vms.get(i).executeAsync("os.execute('sleep 2') print('done " + i + "') return " + i));
            }
            int threads = Accounting.threadCount() - before;

            for (int i = 0; i < COUNT; i++) {
                ExecutionResult result = running.get(i).get(60, TimeUnit.SECONDS);
                assertThat(result.stdout()).isEqualTo("done " + i + "\n" + i + "\n");
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            System.out.printf("%d chunks of 2 s at once: %d threads, %s%n", COUNT, threads, took);
            assertThat(threads).isLessThanOrEqualTo(24);
            assertThat(took).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(STRESS ? 40 : 20));
        }
    }

    @Test
    void completesCallsOfOtherVmsWhileAllWorkersWaitForThem() throws Exception {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            int count = 20;
            List<CompletableFuture<ExecutionResult>> running = new ArrayList<>();
            Vm helper = host.manager().create(startsCommands("helper"));
            for (int i = 0; i < count; i++) {
                Vm vm = host.manager().create("vm" + i);
                vm.provide(
                        "host",
                        HostModule.builder()
                                .function(
                                        "ask",
                                        (caller, a) -> helper.executeAsync("os.execute('sleep 0.05') return 5")
                                                .join()
                                                .values())
                                .build());
                running.add(vm.executeAsync("return host.ask()"));
            }
            for (CompletableFuture<ExecutionResult> each : running) {
                assertThat(each.get(20, TimeUnit.SECONDS).value().asLong()).isEqualTo(5);
            }
        }
    }
}
