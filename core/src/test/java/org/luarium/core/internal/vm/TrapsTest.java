// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** What others who confine processes from a JVM have stumbled over: threads that end, environments in {@code /proc}, root, shells. */
class TrapsTest {
    @TempDir
    Path folder;

    private static Vm create(TestHost host, String id) {
        return host.manager().create(id);
    }

    private static void assertLives(Vm vm) {
        for (int i = 0; i < 50; i++) {
            assertThat(vm.execute("return 6 * 7").value().asLong()).isEqualTo(42);
        }
        assertThat(ProcessHandle.of(vm.info().pid())).get().matches(ProcessHandle::isAlive);
    }

    /** The kernel sends the parent-death signal when the thread ends that made the child. */
    @Test
    void aVmOutlivesTheThreadThatCreatedIt() throws Exception {
        AtomicReference<TestHost> host = new AtomicReference<>();
        AtomicReference<Vm> vm = new AtomicReference<>();
        Thread creator = new Thread(
                () -> {
                    try {
                        // The first host starts the spawner, too.
                        host.set(new TestHost("fifo", HostConfig.defaults(), folder));
                        vm.set(create(host.get(), "a"));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                "creator");
        creator.start();
        creator.join();

        try (TestHost opened = host.get()) {
            assertThat(opened).isNotNull();
            assertLives(vm.get());
        }
    }

    @Test
    void aVmOutlivesTheForkJoinPoolThatCreatedIt() throws Exception {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            ForkJoinPool pool = new ForkJoinPool(1);
            Vm vm = pool.submit(ForkJoinTask.adapt(() -> create(host, "a"))).get();
            pool.shutdown();
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

            assertLives(vm);
        }
    }

    @Test
    void aVmOutlivesTheVirtualThreadThatCreatedIt() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads");
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            AtomicReference<Vm> vm = new AtomicReference<>();
            Runnable creation = () -> vm.set(create(host, "a"));
            Thread virtual = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, creation);
            virtual.join();

            assertLives(vm.get());
        }
    }

    @Test
    void theEnvironmentOfTheHostIsVisibleNowhere() throws IOException {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            Vm vm = host.manager()
                    .create(VmConfig.builder("a")
                            .confinement(Confinement.builder(Profile.STANDARD)
                                    .library(Confinement.Library.FULL)
                                    .build())
                            .build());

            for (String name :
                    List.of("1", "self", Long.toString(ProcessHandle.current().pid()))) {
                for (String file : List.of("environ", "cmdline", "maps", "status")) {
                    assertThat(vm.execute("print((io.open('/proc/" + name + "/" + file + "')))")
                                    .stdout())
                            .isEqualTo("nil\n");
                }
            }
            long pid = vm.info().pid();
            assertThat(words(pid, "environ")).allMatch(word -> word.matches("(PATH|LANG|LD_LIBRARY_PATH)=.*"));
            assertThat(words(pid, "cmdline")).doesNotContain(System.getProperty("java.class.path"));
            long spawner =
                    ProcessHandle.of(pid).orElseThrow().parent().orElseThrow().pid();
            assertThat(words(spawner, "environ")).isEmpty();
        }
    }

    private static List<String> words(long pid, String file) throws IOException {
        String text = new String(Files.readAllBytes(Path.of("/proc/" + pid + "/" + file)), StandardCharsets.UTF_8);
        return text.isEmpty()
                ? List.of()
                : List.of(text.split("\0", -1)).stream()
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    @Test
    void aVmOfRootIsNeverRootAndReadsNothingThatOnlyRootMay() throws IOException {
        assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "root");
        Path given = Files.createDirectories(folder.resolve("given"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path open = Files.writeString(given.resolve("open"), "open");
        Path closed = Files.writeString(given.resolve("closed"), "CANARY");
        Files.setPosixFilePermissions(given, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder.resolve("host"))) {
            for (Profile profile : Profile.values()) {
                Vm vm = host.manager()
                        .create(VmConfig.builder(profile.name())
                                .confinement(Confinement.builder(profile).build())
                                .build());
                assertThat(ConfinementTest.status(vm.info().pid()).get("Uid"))
                        .as(profile.name())
                        .matches("7\\d{5}\t7\\d{5}\t7\\d{5}\t7\\d{5}");
            }
            Vm vm = host.manager()
                    .create(VmConfig.builder("a")
                            .confinement(Confinement.builder(Profile.UNTRUSTED)
                                    .library(Confinement.Library.FULL)
                                    .readable(given)
                                    .build())
                            .build());
            assertThat(vm.execute("return io.open('" + open + "'):read('a')")
                            .value()
                            .asString())
                    .isEqualTo("open");
            assertThat(vm.execute("print((io.open('" + closed + "')))").stdout())
                    .isEqualTo("nil\n");
            assertThat(ConfinementTest.status(vm.info().pid()).get("CapEff")).matches("0+");
        }
    }

    /** No text of ours or of a user is ever read by a shell: between spawner and interpreter there is nothing. */
    @Test
    void thereIsNoShellBetweenTheHostAndLua() throws IOException {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            Vm vm = create(host, "a");
            long spawner = ProcessHandle.of(vm.info().pid())
                    .orElseThrow()
                    .parent()
                    .orElseThrow()
                    .pid();

            assertThat(Accounting.descendants(spawner))
                    .containsExactly(vm.info().pid());
            assertThat(words(vm.info().pid(), "cmdline").get(0)).contains("lua");
            assertThat(ProcessHandle.of(spawner).orElseThrow().parent())
                    .hasValueSatisfying(parent -> assertThat(parent.pid())
                            .isEqualTo(ProcessHandle.current().pid()));
        }
    }

    /** Requests without end hold up nobody else: each VM has one conversation, and its own worker at a time. */
    @Test
    void aStormOfCallsToTheHostHoldsUpNoOtherVm() throws Exception {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            Vm calm = create(host, "calm");
            Vm stormy = create(host, "stormy");
            stormy.provide(
                    "host",
                    org.luarium.vm.HostModule.builder()
                            .function("f", (vm, arguments) -> List.of())
                            .build());
            long quiet = p99(calm);
            var storm = stormy.executeAsync(Script.of("local h = require('host') while true do h.f() end")
                    .withTimeout(java.time.Duration.ofSeconds(20)));

            long during = p99(calm);

            stormy.interrupt();
            storm.join();
            // Generous, since the two share their processors with whatever else runs here.
            assertThat(during).isLessThan(Math.max(20 * quiet, TimeUnit.MILLISECONDS.toNanos(50)));
        }
    }

    private static long p99(Vm vm) {
        long[] times = new long[300];
        for (int i = 0; i < times.length; i++) {
            long began = System.nanoTime();
            vm.execute("return 1");
            times[i] = System.nanoTime() - began;
        }
        java.util.Arrays.sort(times);
        return times[times.length * 99 / 100];
    }

    @Test
    void givesNoMoreThanTheBeginningOfAnEndlessErrorMessage() throws IOException {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            Vm vm = host.manager()
                    .create(VmConfig.builder("a")
                            .confinement(Confinement.builder(Profile.TRUSTED)
                                    .limits(Limits.builder()
                                            .memoryBytes(512 << 20)
                                            .build())
                                    .build())
                            .build());

            var result = vm.execute("error('\\27[2J\\r\\njava.lang.Error: ' .. ('x'):rep(100000000), 0)");

            assertThat(result.error().orElseThrow().message())
                    .hasSizeLessThan(70_000)
                    .startsWith("\u001b[2J");
            assertThat(result.error().orElseThrow().value().toString()).hasSizeLessThan(70_000);
            assertThat(vm.execute("return 1").value().asLong()).isEqualTo(1);
        }
    }
}
