// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** Host functions whose answer comes later. */
class AsyncHostFunctionTest {
    private final BlockingQueue<CompletableFuture<List<LuaValue>>> asked = new LinkedBlockingQueue<>();
    private TestHost host;
    private Vm vm;

    @BeforeEach
    void start() throws IOException {
        host = TestHost.fifo();
        vm = create("a");
        vm.execute("x = 1");
    }

    private Vm create(String id) {
        return create(id, "");
    }

    private Vm create(String id, String engine) {
        // Of the default grace a busy machine leaves the slow engines too little.
        Limits limits = Limits.builder().grace(Duration.ofSeconds(10)).build();
        Vm created = host.manager()
                .create(VmConfig.builder(id)
                        .engine(engine)
                        .confinement(Confinement.builder(Profile.STANDARD)
                                .limits(limits)
                                .build())
                        .build());
        created.provide(
                "host",
                HostModule.builder()
                        .asynchronous("wait", (caller, arguments) -> {
                            CompletableFuture<List<LuaValue>> answer = new CompletableFuture<>();
                            asked.add(answer);
                            return answer;
                        })
                        .asynchronous("now", (caller, arguments) -> CompletableFuture.completedFuture(arguments))
                        .build());
        return created;
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private CompletableFuture<List<LuaValue>> next() throws InterruptedException {
        return requireNonNull(asked.poll(20, TimeUnit.SECONDS), "nobody asked");
    }

    private void assertAlive() {
        assertThat(vm.execute("return x").value().asLong()).isEqualTo(1);
        assertThat(vm.executeAsync("return x").join().value().asLong()).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsThereAtOnceIsUsedAtOnce() {
        assertThat(vm.execute("return host.now(1, 'two')").values()).hasSize(2);
        assertThat(vm.executeAsync("return host.now(1, 'two')").join().values()).hasSize(2);
        assertAlive();
    }

    @Test
    void aScriptThatSomebodyWaitsForGetsItsAnswerLater() throws Exception {
        CompletableFuture<ExecutionResult> done =
                CompletableFuture.supplyAsync(() -> vm.execute("print('before') return host.wait() .. '!'"));
        next().complete(List.of(LuaValue.of("hello")));
        assertThat(done.get(20, TimeUnit.SECONDS).stdout()).isEqualTo("before\nhello!\n");
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 20_000, 3_000_000})
    void aScriptThatNobodyWaitsForGetsItsAnswerLater(int length) throws Exception {
        CompletableFuture<ExecutionResult> done = vm.executeAsync("return #host.wait() + #host.wait()");
        next().complete(List.of(LuaValue.of("x".repeat(length))));
        next().complete(List.of(LuaValue.of("y")));
        assertThat(done.get(20, TimeUnit.SECONDS).value().asLong()).isEqualTo(length + 1);
        assertAlive();
    }

    @Test
    void aHundredThatWaitHaveNoThreads() throws Exception {
        int before = Thread.activeCount();
        List<CompletableFuture<ExecutionResult>> results = new ArrayList<>();
        List<CompletableFuture<List<LuaValue>>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            results.add(create("many-" + i).executeAsync("return host.wait() + 1"));
        }
        for (int i = 0; i < results.size(); i++) {
            answers.add(next());
        }
        assertThat(Thread.activeCount()).isLessThan(before + 40);
        for (int i = 0; i < results.size(); i++) {
            answers.get(i).complete(List.of(LuaValue.of(i)));
        }
        long sum = 0;
        for (CompletableFuture<ExecutionResult> result : results) {
            sum += result.get(20, TimeUnit.SECONDS).value().asLong();
        }
        assertThat(sum).isEqualTo(100 * 99 / 2 + 100);
    }

    @Test
    void aFailureIsAnErrorInLua() throws Exception {
        CompletableFuture<ExecutionResult> done = vm.executeAsync("return select(2, pcall(host.wait))");
        next().completeExceptionally(new IOException("no more"));
        assertThat(done.get(20, TimeUnit.SECONDS).value().asString()).isEqualTo("IOException: no more");
        done = vm.executeAsync("return select(2, pcall(host.wait))");
        next().complete(null);
        assertThat(done.get(20, TimeUnit.SECONDS).value().asString())
                .isEqualTo("host function host.wait returned null");
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatRunsTooLongIsStoppedAndItsAnswerIsCancelled(boolean asynchronous) throws Exception {
        Script script = Script.of("return host.wait()").withTimeout(Duration.ofMillis(50));
        ExecutionResult result = asynchronous ? vm.executeAsync(script).get(20, TimeUnit.SECONDS) : vm.execute(script);
        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(result.stateLost()).isFalse();
        assertThat(next()).isCancelled();
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInterruptEndsTheWait(boolean asynchronous) throws Exception {
        Script script = Script.of("return host.wait()");
        CompletableFuture<ExecutionResult> done =
                asynchronous ? vm.executeAsync(script) : CompletableFuture.supplyAsync(() -> vm.execute(script));
        CompletableFuture<List<LuaValue>> answer = next();
        assertThat(vm.interrupt()).isTrue();
        assertThat(done.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(answer).isCancelled();
        assertAlive();
    }

    @Test
    void theInterruptOfAThreadThatWaitsEndsTheWait() throws Exception {
        CompletableFuture<ExecutionResult> done = new CompletableFuture<>();
        Thread waiter = new Thread(() -> done.complete(vm.execute("return host.wait()")));
        waiter.start();
        CompletableFuture<List<LuaValue>> answer = next();
        waiter.interrupt();
        assertThat(done.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(answer).isCancelled();
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProcessThatIsKilledMeanwhileEndsTheScript(boolean asynchronous) throws Exception {
        Script script = Script.of("return host.wait()");
        CompletableFuture<ExecutionResult> done =
                asynchronous ? vm.executeAsync(script) : CompletableFuture.supplyAsync(() -> vm.execute(script));
        CompletableFuture<List<LuaValue>> answer = next();
        vm.isolate().kill();
        assertThat(done.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(answer).isCancelled();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVmThatIsClosedMeanwhileEndsTheScript(boolean asynchronous) throws Exception {
        Script script = Script.of("return host.wait()");
        CompletableFuture<ExecutionResult> done =
                asynchronous ? vm.executeAsync(script) : CompletableFuture.supplyAsync(() -> vm.execute(script));
        CompletableFuture<List<LuaValue>> answer = next();
        vm.close();
        assertThat(done.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(answer).isCancelled();
    }

    @Test
    void aResetDoesNotWaitForTheAnswer() throws Exception {
        CompletableFuture<ExecutionResult> done = vm.executeAsync("return host.wait()");
        CompletableFuture<List<LuaValue>> answer = next();
        vm.reset();
        assertThat(done.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(answer).isCancelled();
        vm.execute("x = 1");
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatBeginsTheWorkRunsNoScript(boolean own) throws Exception {
        Vm other = own ? vm : create("b");
        vm.provide(
                "bad",
                HostModule.builder()
                        .asynchronous("wait", (caller, arguments) -> {
                            other.execute("x = 2");
                            return CompletableFuture.completedFuture(List.of());
                        })
                        .build());
        ExecutionResult result =
                vm.executeAsync("return select(2, pcall(bad.wait))").get(20, TimeUnit.SECONDS);
        assertThat(result.value().asString()).startsWith("VmBusyException: ").contains("whose answer comes later");
        assertAlive();
    }

    @Test
    void smallCallsNobodyWaitsForNeedNoWorker() throws Exception {
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        vm.provide(
                "my",
                HostModule.builder()
                        .asynchronous("thread", (caller, arguments) -> {
                            threads.add(Thread.currentThread().getName());
                            return CompletableFuture.completedFuture(arguments);
                        })
                        .build());
        ExecutionResult result = vm.executeAsync(
                        "return #my.thread('x') + #my.thread({1, 2}) + #my.thread(('y'):rep(20000))")
                .get(20, TimeUnit.SECONDS);
        assertThat(result.value().asLong()).isEqualTo(20_003);
        assertThat(threads).hasSize(3).element(0).isEqualTo("luarium-poller");
        assertThat(threads).element(1).isEqualTo("luarium-poller");
        assertThat(threads).element(2).asString().startsWith("luarium-worker-");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 300})
    void whoWaitsLongIsStoppedInTime(int millis) throws Exception {
        long began = System.nanoTime();
        Script script = Script.of("return host.wait()").withTimeout(Duration.ofMillis(millis));
        assertThat(vm.executeAsync(script).get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(millis), Duration.ofSeconds(10));
    }

    @Test
    void whoHasWaitedIsStoppedInTimeThereafter() throws Exception {
        Script script = Script.of("host.wait() while true do end").withTimeout(Duration.ofMillis(400));
        CompletableFuture<ExecutionResult> done = vm.executeAsync(script);
        next().complete(List.of());
        assertThat(done.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.TIMEOUT);
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stoppingWhatWaitsCostsNoEngineItsState(boolean asynchronous) throws Exception {
        for (EngineInfo engine : host.manager().engines()) {
            if (!engine.usable()) {
                continue;
            }
            Vm waiting = create("w", engine.name());
            waiting.execute("x = 1");
            for (int i = 0; i < 3; i++) {
                Script script = Script.of("return host.wait()");
                CompletableFuture<ExecutionResult> done = asynchronous
                        ? waiting.executeAsync(script)
                        : CompletableFuture.supplyAsync(() -> waiting.execute(script));
                CompletableFuture<List<LuaValue>> answer = next();
                // It is parked a moment after it has asked.
                while (!parked(waiting)) {
                    Thread.onSpinWait();
                }
                assertThat(waiting.interrupt()).isTrue();
                ExecutionResult result = done.get(20, TimeUnit.SECONDS);
                assertThat(result.outcome()).as(engine.name()).isEqualTo(Outcome.INTERRUPTED);
                assertThat(result.stateLost()).as(engine.name()).isFalse();
                assertThat(answer).isCancelled();
            }
            assertThat(waiting.execute("return x").value().asLong()).isEqualTo(1);
            assertThat(waiting.executeAsync("local n = 0 for i = 1, 1e5 do n = n + 1 end return n")
                            .join()
                            .value()
                            .asLong())
                    .isEqualTo(100_000);
            waiting.close();
        }
    }

    private boolean parked(Vm waiting) {
        LuaProcess process = ((VmImpl) waiting).process();
        return process != null && process.parked();
    }

    @Test
    void whoCatchesTheEndOfAWaitIsStoppedNevertheless() throws Exception {
        CompletableFuture<ExecutionResult> done = vm.executeAsync("while true do pcall(host.now) pcall(host.wait) end");
        assertThat(next()).isNotNull();
        vm.interrupt();
        assertThat(done.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.INTERRUPTED);
    }
}
