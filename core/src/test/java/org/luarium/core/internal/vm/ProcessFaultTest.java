// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.LuaNotFoundException;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.LuaVmException;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmAlreadyExistsException;
import org.luarium.vm.VmClosedException;
import org.luarium.vm.VmConfig;

/** Faults of processes, files and threads around VMs, as {@code docs/faults.md} numbers them, each with its aftermath. */
class ProcessFaultTest {
    private static final boolean STRESS = Boolean.getBoolean("luarium.stress");
    private static final Path LUA = Path.of("/usr/bin/lua5.4");

    @TempDir
    Path folder;

    private interface Fault {
        void inject(TestHost host) throws Exception;
    }

    /** A host, a fault, a VM that works afterwards, and nothing left behind. */
    private void around(Fault fault) throws Exception {
        // What is made once for all hosts: classes, threads of the JDK, files of the root store.
        try (TestHost warm =
                new TestHost("fifo", HostConfig.defaults(), Files.createDirectories(folder.resolve("w")))) {
            warm.manager().create("warm").execute("return 1");
        }
        Path own = Files.createDirectories(folder.resolve("host"));
        try (Aftermath aftermath = new Aftermath(folder.resolve("w"));
                TestHost host = new TestHost("fifo", HostConfig.defaults(), own)) {
            fault.inject(host);
            aftermath.nextWorks(host);
        }
        assertThat(own).doesNotExist();
    }

    private static VmConfig trusted(String id) {
        return VmConfig.builder(id).confinement(Confinement.of(Profile.TRUSTED)).build();
    }

    /** F4. */
    @ParameterizedTest
    @ValueSource(strings = {"thread", "virtual thread", "pool"})
    void aVmOutlivesTheThreadThatCreatedIt(String kind) throws Exception {
        around(host -> {
            CompletableFuture<Vm> created = new CompletableFuture<>();
            Runnable create = () -> created.complete(host.manager().create(trusted("a")));
            switch (kind) {
                case "thread" -> join(new Thread(create), true);
                case "virtual thread" -> join(virtualOrNot(create), false);
                default -> {
                    ForkJoinPool pool = new ForkJoinPool(1);
                    pool.submit(create).get();
                    pool.shutdown();
                    assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
                }
            }
            Vm vm = created.get(5, TimeUnit.SECONDS);

            ExecutionResult later = vm.execute("os.execute('sleep " + (STRESS ? 60 : 1) + "') return 1");

            assertThat(later.value().asLong()).isEqualTo(1);
        });
    }

    private static void join(Thread thread, boolean start) throws InterruptedException {
        if (start) {
            thread.start();
        }
        thread.join();
    }

    /** A virtual thread where this Java has them. */
    private static Thread virtualOrNot(Runnable task) throws ReflectiveOperationException {
        try {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        } catch (NoSuchMethodException e) {
            Thread thread = new Thread(task);
            thread.start();
            return thread;
        }
    }

    /** F6, F7. The Lua of a confined VM is the first process of its namespace. */
    @ParameterizedTest
    @ValueSource(strings = {"TRUSTED", "STANDARD", "UNTRUSTED"})
    void aKilledProcessFailsItsCallAtOnce(Profile profile) throws Exception {
        around(host -> {
            Vm vm = host.manager()
                    .create(VmConfig.builder("a")
                            .confinement(Confinement.of(profile))
                            .build());
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                CompletableFuture<ExecutionResult> running = vm.executeAsync("while true do end");
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> vm.info().usage().cpu().toMillis() >= 10);
                long pid = vm.info().pid();
                long began = System.nanoTime();

                ChildJvm.signal(pid, "KILL");
                ExecutionResult result = running.get(10, TimeUnit.SECONDS);

                best = Math.min(best, System.nanoTime() - began);
                assertThat(result.outcome()).isEqualTo(Outcome.CRASHED);
                assertThat(result.exit().orElseThrow().signal()).hasValue(9);
                assertThat(Accounting.runs(pid)).isFalse();
                vm.reset();
            }
            assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(100));
        });
    }

    /** F8. */
    @Test
    void anAnswerOfAStoppedProcessComesOnce() throws Exception {
        around(host -> {
            AtomicInteger calls = new AtomicInteger();
            Vm vm = host.manager().create("a");
            vm.provide(
                    "host",
                    HostModule.builder()
                            .simple("count", a -> LuaValue.of(calls.incrementAndGet()))
                            .build());
            vm.execute("x = 0");
            long pid = vm.info().pid();
            String seconds = STRESS ? "10" : "1";
            Process stopped = new ProcessBuilder(
                            "sh", "-c", "kill -STOP " + pid + "; echo; sleep " + seconds + "; kill -CONT " + pid)
                    .start();
            assertThat(stopped.getInputStream().read()).isEqualTo('\n');
            List<CompletableFuture<ExecutionResult>> running = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                running.add(vm.executeAsync("x = x + 1 host.count() return x"));
            }

            assertThat(running.get(0)).isNotDone();
            for (int i = 0; i < 5; i++) {
                assertThat(running.get(i).get(20, TimeUnit.SECONDS).value().asLong())
                        .isEqualTo(i + 1);
            }
            assertThat(calls).hasValue(5);
            assertThat(vm.execute("return x").value().asLong()).isEqualTo(5);
            stopped.waitFor();
        });
    }

    /** F8: nobody reads what the host writes. */
    @Test
    void aModuleForAStoppedProcessIsSentInBoundedTime() throws Exception {
        HostModule.Builder builder = HostModule.builder();
        for (int i = 0; i < 5000; i++) {
            builder.simple("function_with_a_long_name_" + i, a -> LuaValue.of(7));
        }
        HostModule large = builder.build();
        around(host -> {
            Limits limits = Limits.builder().startTime(Duration.ofSeconds(1)).build();
            Vm vm = host.manager()
                    .create(VmConfig.builder("a")
                            .confinement(Confinement.builder(Profile.STANDARD)
                                    .limits(limits)
                                    .build())
                            .build());
            ChildJvm.signal(vm.info().pid(), "STOP");
            long began = System.nanoTime();

            assertThatThrownBy(() -> vm.provide("host", large))
                    .isInstanceOf(LuaProcessException.class)
                    .hasMessageContaining("PT1S");

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
            assertThat(vm.execute("return host.function_with_a_long_name_4999()")
                            .value()
                            .asLong())
                    .isEqualTo(7);
        });
    }

    /** F10. */
    @Test
    void aVmWithoutMemoryIsTheOnlyOneThatNotices() throws Exception {
        around(host -> {
            Vm bystander = host.manager().create("bystander");
            Limits limits = Limits.builder().memoryBytes(64 << 20).build();
            Vm vm = host.manager()
                    .create(VmConfig.builder("a")
                            .confinement(Confinement.builder(Profile.STANDARD)
                                    .limits(limits)
                                    .build())
                            .build());

            ExecutionResult result = vm.execute("local s = 'x' while true do s = s .. s end");

            assertThat(result.outcome()).isEqualTo(Outcome.MEMORY_LIMIT);
            assertThat(vm.execute("return 1").value().asLong()).isEqualTo(1);
            assertThat(bystander.execute("return 1").value().asLong()).isEqualTo(1);
        });
    }

    /** F18. */
    @ParameterizedTest
    @ValueSource(strings = {"dies", "hangs", "isKilled", "babbles", "greetsWrongly"})
    void anInterpreterThatDoesNotSpeakTheLinkLeavesNothing(String how) throws Exception {
        around(host -> {
            try (HostileEngine hostile = new HostileEngine()) {
                long began = System.nanoTime();

                assertThatThrownBy(() -> hostile.create(host, "h", how, Duration.ofMillis(400), Duration.ofSeconds(1)))
                        .isInstanceOf(LuaProcessException.class);

                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
            }
            assertThatThrownBy(() -> host.manager()
                            .create(VmConfig.builder("b").engine("/nowhere/lua").build()))
                    .isInstanceOf(LuaNotFoundException.class);
        });
    }

    /** F22. */
    @Test
    void ofManyVmsOfOneIdOneExists() throws Exception {
        around(host -> {
            CountDownLatch go = new CountDownLatch(1);
            ExecutorService threads = Executors.newFixedThreadPool(32);
            List<Future<Vm>> all = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                all.add(threads.submit(() -> {
                    go.await();
                    return host.manager().create("same");
                }));
            }

            go.countDown();
            int losers = 0;
            for (Future<Vm> each : all) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOf(VmAlreadyExistsException.class);
                    losers++;
                }
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();

            assertThat(losers).isEqualTo(31);
            assertThat(host.host().isolates()).hasSize(1);
        });
    }

    /** F26. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aListenerThatThrowsFailsItsCall(boolean background) throws Exception {
        around(host -> {
            Vm vm = host.manager().create("a");
            Script script = Script.of("while true do print('x') end").withOutput((stream, bytes) -> {
                throw new AssertionError("injected");
            });

            ExecutionResult result = background ? vm.executeAsync(script).get(5, TimeUnit.SECONDS) : vm.execute(script);

            assertThat(result.success()).isFalse();
            assertThat(vm.execute("return 1").value().asLong()).isEqualTo(1);
        });
    }

    /** F27. */
    @Test
    void aHostFunctionThatThrowsOrBlocksFailsOnlyItsCall() throws Exception {
        around(host -> {
            CountDownLatch release = new CountDownLatch(1);
            Vm vm = host.manager().create("a");
            vm.provide(
                    "host",
                    HostModule.builder()
                            .simple("fail", a -> {
                                throw new IllegalStateException("injected");
                            })
                            .simple("block", a -> {
                                try {
                                    release.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                                return LuaValue.nil();
                            })
                            .build());

            assertThat(vm.execute("host.fail()").outcome()).isEqualTo(Outcome.LUA_ERROR);
            ExecutionResult result = vm.executeAsync(Script.of("host.block()").withTimeout(Duration.ofMillis(300)))
                    .get(5, TimeUnit.SECONDS);

            assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
            assertThat(vm.execute("return 1").value().asLong()).isEqualTo(1);
            release.countDown();
        });
    }

    /** F15. */
    @Test
    void anInterpreterThatIsDeletedOrReplacedWhileItRunsIsNotStartedAgain() throws Exception {
        around(host -> {
            // Confined children of root have users of their own, who have to reach it.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path own = Files.createDirectories(folder.resolve("bin")).resolve("lua");
            Files.copy(LUA, own);
            VmConfig config = VmConfig.builder("a").engine(own.toString()).build();
            VmConfig other = config.toBuilder().id("b").build();
            try (Vm vm = host.manager().create(config)) {
                vm.execute("x = 1");

                Files.delete(own);
                assertThatThrownBy(() -> host.manager().create(other)).isInstanceOf(LuaVmException.class);
                // The choice of an engine is kept for a second, or until a start has failed.
                assertThatThrownBy(() -> host.manager().create(other)).isInstanceOf(LuaNotFoundException.class);

                Files.copy(Path.of("/bin/true"), own);
                assertThatThrownBy(() -> host.manager().create(other)).isInstanceOf(LuaNotFoundException.class);

                Files.delete(own);
                Files.writeString(own, "#!/bin/sh\nexec " + LUA + " \"$@\"\n");
                Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
                // A script cannot be confined, so a profile that requires it is refused.
                assertThatThrownBy(() -> host.manager()
                                .create(other.toBuilder()
                                        .confinement(Confinement.of(Profile.UNTRUSTED))
                                        .build()))
                        .isInstanceOf(RuntimeException.class);

                assertThat(vm.execute("return x").value().asLong()).isEqualTo(1);
                Files.delete(own);
                Files.copy(LUA, own);
                try (Vm again = host.manager().create(other)) {
                    assertThat(again.execute("return 2").value().asLong()).isEqualTo(2);
                }
            }
            assertThat(host.host().isolates()).isEmpty();
        });
    }

    /** F17. The filter of system calls is never in a file; what is executed in a cage is. */
    @ParameterizedTest
    @ValueSource(strings = {"truncate", "flip", "delete"})
    void aRootThatWasTamperedWithIsBuiltAgain(String how) throws Exception {
        around(host -> {
            VmConfig untrusted = VmConfig.builder("a")
                    .confinement(Confinement.of(Profile.UNTRUSTED))
                    .build();
            Path roots = folder.resolve("host/roots");
            try (Vm vm = host.manager().create(untrusted)) {
                vm.execute("x = 1");
                for (Path file : bootScripts(roots)) {
                    Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                    byte[] content = Files.readAllBytes(file);
                    switch (how) {
                        case "truncate" -> Files.write(file, new byte[0]);
                        case "delete" -> Files.delete(file);
                        default -> {
                            content[content.length / 2] ^= 1;
                            Files.write(file, content);
                        }
                    }
                }

                try (Vm next =
                        host.manager().create(untrusted.toBuilder().id("b").build())) {
                    assertThat(next.execute("return 2").value().asLong()).isEqualTo(2);
                    assertThat(next.info().confinement().controls()).allMatch(control -> control.enforced());
                }
                assertThat(vm.execute("return x").value().asLong()).isEqualTo(1);
            }
        });
    }

    private static List<Path> bootScripts(Path roots) throws IOException {
        try (Stream<Path> files = Files.walk(roots)) {
            List<Path> found =
                    files.filter(file -> file.endsWith("luarium/boot.lua")).toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    /** F19. */
    @ParameterizedTest
    @ValueSource(strings = {"boot.lua", "boot.lua.rest"})
    void aDriverThatIsGoneFailsTheStartAndComesBack(String name) throws Exception {
        around(host -> {
            for (VmConfig config : List.of(trusted("a"), VmConfig.of("a"))) {
                Files.delete(folder.resolve("host").resolve(name));
                // The Lua side is compiled with the second process, and then needed no more.
                try (Vm vm = host.manager().create(config)) {
                    assertThat(vm.execute("return io.read and 1").value().asLong())
                            .isEqualTo(1);
                } catch (LuaProcessException e) {
                    assertThat(e).hasMessageContaining("did not start");
                    assertThat(host.host().isolates()).isEmpty();
                    assertThat(host.manager().find("a")).isEmpty();
                }
                try (Vm vm = host.manager().create(config)) {
                    assertThat(vm.execute("return 1").success()).isTrue();
                }
                if (!Files.exists(folder.resolve("host").resolve(name))) {
                    return;
                }
            }
        });
    }

    /** F23. */
    @Test
    void aVmThatManyTerminateHasOneEnd() throws Exception {
        around(host -> {
            Vm vm = host.manager().create("a");
            AtomicInteger ends = new AtomicInteger();
            vm.onExit().thenRun(ends::incrementAndGet);
            CompletableFuture<ExecutionResult> running = vm.executeAsync("while true do end");
            CompletableFuture<ExecutionResult> reading = vm.executeAsync(Script.of("return io.read()"));
            CountDownLatch go = new CountDownLatch(1);
            List<CompletableFuture<Void>> closers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int which = i;
                closers.add(CompletableFuture.runAsync(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    switch (which % 3) {
                        case 0 -> vm.close();
                        case 1 -> vm.isolate().kill();
                        default -> vm.interrupt();
                    }
                }));
            }

            go.countDown();
            for (CompletableFuture<Void> closer : closers) {
                closer.get(10, TimeUnit.SECONDS);
            }
            vm.close();
            vm.close();

            assertThat(running.get(5, TimeUnit.SECONDS).success()).isFalse();
            assertThat(reading.handle((result, error) -> true).get(5, TimeUnit.SECONDS))
                    .isTrue();
            assertThatThrownBy(() -> vm.execute("return 1")).isInstanceOf(VmClosedException.class);
            Awaitility.await().untilAtomic(ends, org.hamcrest.Matchers.is(1));
            assertThat(host.host().isolates()).isEmpty();
        });
    }

    /** F24: within one host too, a pid may come again. */
    @Test
    void theHandleOfADeadProcessSignalsNobody() throws Exception {
        around(host -> {
            Vm vm = host.manager().create("a");
            var handle = vm.isolate();
            vm.execute("os.exit(3)");
            handle.onExit().toCompletableFuture().get(5, TimeUnit.SECONDS);

            handle.kill();
            vm.close();
            handle.kill();
        });
    }

    /** F25. */
    @Test
    void orphansOfScriptsAreReaped() throws Exception {
        around(host -> {
            Vm vm = host.manager().create(trusted("a"));

            vm.execute("for i = 1, 100 do os.execute('(exit 0 &) ; (true &)') end")
                    .orThrow();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> Accounting.descendants(ProcessHandle.current().pid()).stream()
                            .allMatch(Accounting::runs));
        });
    }

    /** F31. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aChildThatClosesItsInputEndsOnlyItself(boolean background) throws Exception {
        Path script = Files.writeString(folder.resolve("closing.lua"), """
                local _, _, input, output = ...
                local out = io.open(output, "wb")
                local inp = io.open(input, "rb")
                out:setvbuf("no")
                local body = "\\148\\0\\1\\196\\7Lua 5.4\\196\\0"
                out:write(string.pack(">I4", #body) .. body)
                inp:close()
                os.execute("sleep 100")
                """);
        around(host -> {
            try (HostileEngine hostile = new HostileEngine()) {
                var proper = hostile.starting(LUA.toString(), "");
                var engine = new org.luarium.core.internal.engine.Engine(
                        proper.info(), List.of(LUA.toString(), script.toString()), proper.variables(), true);
                Vm vm = hostile.create(host, "h", engine, Duration.ofSeconds(5), Duration.ofSeconds(2));
                Script large = Script.of("-".repeat(200_000));

                RuntimeException problem = null;
                ExecutionResult result = null;
                try {
                    result = background ? vm.executeAsync(large).join() : vm.execute(large);
                } catch (RuntimeException e) {
                    problem = e;
                }

                assertThat(problem != null || !result.success()).isTrue();
                vm.close();
            }
        });
    }

    /** What follows the end of a process may take its time: others still start and end. */
    @Test
    void aContinuationOfAnEndThatBlocksHoldsUpNobody() throws Exception {
        around(host -> {
            CountDownLatch release = new CountDownLatch(1);
            Vm vm = host.manager().create("a");
            CompletableFuture<Void> stuck = vm.isolate()
                    .onExit()
                    .toCompletableFuture()
                    .thenRun(() -> {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
            vm.isolate().kill();
            vm.onExit().toCompletableFuture().get(5, TimeUnit.SECONDS);

            host.manager().create("b").execute("return 1").orThrow();

            assertThat(stuck).isNotDone();
            release.countDown();
            stuck.get(5, TimeUnit.SECONDS);
        });
    }

    /** F5: an error in the thread that enforces limits. */
    @Test
    void theWatchdogOutlivesErrors() {
        CountDownLatch again = new CountDownLatch(3);
        Watchdog watchdog = new Watchdog(Set.of(), () -> {
            again.countDown();
            throw new OutOfMemoryError("injected");
        });

        Awaitility.await().until(() -> again.getCount() == 0);
        watchdog.close();
    }
}
