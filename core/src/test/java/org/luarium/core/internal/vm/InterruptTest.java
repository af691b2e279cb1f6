// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.ScriptInput;
import org.luarium.vm.Vm;
import org.luarium.vm.VmClosedException;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmState;

/** Interrupting, cancelling, resetting and closing at any moment. */
class InterruptTest {
    private static final String FOREVER = "while true do end";

    private TestHost host;

    @BeforeEach
    void start() throws IOException {
        host = TestHost.fifo();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private Vm create(String engine) {
        return create(engine, Limits.builder().build());
    }

    private Vm create(String engine, Limits limits) {
        return create(
                engine, Confinement.builder(Profile.STANDARD).limits(limits).build());
    }

    private Vm create(String engine, Confinement confinement) {
        Vm vm = host.manager()
                .create(VmConfig.builder("a")
                        .engine(engine)
                        .confinement(confinement)
                        .build());
        vm.provide("host", HostModule.builder().simple("same", a -> a.get(0)).build());
        return vm;
    }

    /** Different things that a script may be doing, for about 0 to 4 ms, each tagged with its number. */
    private static String body(int kind, int number) {
        String work = switch (kind) {
            case 0 -> "for k = 1, 300000 do s = s + k end";
            case 1 -> "for k = 1, 3000 do print(N) end";
            case 2 -> "for k = 1, 3000 do io.write(N, '\\n') end";
            case 3 -> "for k = 1, 80 do assert(host.same(N) == N) end";
            case 4 -> "for k = 1, 80 do assert(io.read('*l') == 'in' .. N) end";
            case 5 -> "for k = 1, 2000 do io.write(N, '\\n') print(N) end";
            default -> "local t = {} for k = 1, 20000 do t[k] = N end do return N, t end";
        };
        return "local s, N = 0, " + number + " " + work + " return N";
    }

    /** What a VM was given before its first script is there although an interrupt came while it was taken in. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "lua5.4", "lua5.1", "luajit"})
    void losesNothingThatWasProvidedToAnInterruptOfTheFirstScript(String engine) {
        for (int round = 0; round < 20; round++) {
            try (Vm vm = create(engine)) {
                CompletableFuture<ExecutionResult> running = vm.executeAsync(FOREVER);
                LockSupport.parkNanos(round * 20_000L);
                while (!running.isDone()) {
                    vm.interrupt();
                }

                assertThat(vm.execute("return host.same(42)").value()).isEqualTo(LuaValue.of(42));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "lua5.4", "lua5.1", "luajit"})
    void neverMixesUpCallsWhateverMomentItInterrupts(String engine) throws Exception {
        boolean lasting = engine.equals("embedded");
        int rounds = (lasting ? 4 : 1) * (Boolean.getBoolean("luarium.stress") ? 500 : 50);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        // A grace so long that only a lost interrupt would end in a kill, not a busy machine.
        Vm vm = create(engine, Limits.builder().grace(Duration.ofSeconds(5)).build());
        String token = "";
        int interrupted = 0;
        int lost = 0;

        for (int i = 1; i <= rounds; i++) {
            if (token.isEmpty()) {
                token = "token" + i;
                vm.execute("token = '" + token + "'");
            }
            int number = i;
            ScriptInput input = most -> ("in" + number + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            Script script = Script.of(body(random.nextInt(7), i)).withInput(input);
            CompletableFuture<ExecutionResult> running = vm.executeAsync(script);
            LockSupport.parkNanos(random.nextInt(5_000_000));
            vm.interrupt();

            ExecutionResult result = running.get(10, TimeUnit.SECONDS);
            String context = "seed " + seed + " round " + i + " " + result;
            assertThat(result.outcome()).as(context).isIn(Outcome.OK, Outcome.INTERRUPTED);
            if (result.success()) {
                assertThat(result.value().asLong()).as(context).isEqualTo(i);
            } else {
                interrupted++;
            }
            assertThat(result.stdout().lines().filter(line -> !line.equals(Integer.toString(number))))
                    .as(context)
                    .allMatch(line -> line.startsWith("table: ")
                            || line.startsWith(number + "\t")
                            || Integer.toString(number).startsWith(line));

            ExecutionResult next = vm.execute("return token");
            assertThat(next.outcome()).as(context + " then " + next).isEqualTo(Outcome.OK);
            assertThat(next.value()).as(context).isEqualTo(result.stateLost() ? LuaValue.nil() : LuaValue.of(token));
            assertThat(next.stdout()).as(context).isEqualTo(result.stateLost() ? "nil\n" : token + "\n");
            if (result.stateLost()) {
                lost++;
                token = "";
                vm.provide(
                        "host",
                        HostModule.builder().simple("same", a -> a.get(0)).build());
            }
        }
        System.out.printf(
                "%s: %d rounds, %d interrupted, %d times the state was lost%n", engine, rounds, interrupted, lost);
        if (lasting) {
            assertThat(lost).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "lua5.4", "lua5.1"})
    void keepsStateWhenInterruptedWhileTheHostWorks(String engine) {
        Vm vm = create(engine);
        vm.execute("x = 1");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        vm.provide(
                "slow",
                HostModule.builder()
                        .simple("f", a -> {
                            entered.countDown();
                            leave.await();
                            return LuaValue.of(1);
                        })
                        .build());

        CompletableFuture<ExecutionResult> running = vm.executeAsync("slow.f() " + FOREVER);
        try {
            entered.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        vm.interrupt();
        leave.countDown();

        ExecutionResult result = running.join();
        assertThat(result.outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(result.stateLost()).isFalse();
        assertThat(vm.execute("return x").value().asLong()).isEqualTo(1);
    }

    @Test
    void stopsTheScriptWhenItsFutureIsCancelled() {
        Vm vm = create("");
        vm.execute("x = 1");
        CompletableFuture<ExecutionResult> running = vm.executeAsync("x = 2 " + FOREVER);

        running.cancel(true);

        assertThatThrownBy(running::join).isInstanceOf(CancellationException.class);
        assertThat(vm.executeAsync("return 5")
                        .orTimeout(3, TimeUnit.SECONDS)
                        .join()
                        .value()
                        .asLong())
                .isEqualTo(5);
    }

    @Test
    void neverRunsWhatWasCancelledInTheQueue() {
        Vm vm = create("");
        CompletableFuture<ExecutionResult> running = vm.executeAsync(FOREVER);
        CompletableFuture<ExecutionResult> queued = vm.executeAsync("ran = true");
        CompletableFuture<ExecutionResult> last = vm.executeAsync("return ran");

        queued.cancel(true);
        vm.interrupt();

        assertThat(running.join().outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(last.join().value()).isEqualTo(LuaValue.nil());
    }

    @Test
    void stopsTheScriptOfAnInterruptedThread() throws Exception {
        Vm vm = create("");
        AtomicReference<ExecutionResult> result = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            result.set(vm.execute(FOREVER));
            flag.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        Awaitility.await().until(() -> vm.info().state() == VmState.BUSY);

        thread.interrupt();
        thread.join(2000);

        assertThat(result.get().outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(flag.get()).isTrue();
    }

    @Test
    void letsAnInterruptedThreadLeaveTheQueue() throws Exception {
        Vm vm = create("");
        CompletableFuture<ExecutionResult> running = vm.executeAsync(FOREVER);
        AtomicReference<ExecutionResult> result = new AtomicReference<>();
        Thread thread = new Thread(() -> result.set(vm.execute("ran = true")));
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);

        thread.interrupt();
        thread.join(2000);

        assertThat(result.get().outcome()).isEqualTo(Outcome.INTERRUPTED);
        vm.interrupt();
        running.join();
        assertThat(vm.execute("return ran").value()).isEqualTo(LuaValue.nil());
    }

    @Test
    void endsRunningAndWaitingCallsWhenTheVmIsClosed() {
        Vm vm = create("");
        CompletableFuture<ExecutionResult> running = vm.executeAsync(FOREVER);
        CompletableFuture<ExecutionResult> queued = vm.executeAsync("return 1");
        long began = System.nanoTime();

        vm.close();

        assertThat(running.join().outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThatThrownBy(queued::join).hasCauseInstanceOf(VmClosedException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(host.host().isolates()).isEmpty();
    }

    @Test
    void givesWaitingCallsAFreshStateWhenTheVmIsReset() {
        Vm vm = create("");
        vm.execute("x = 1");
        CompletableFuture<ExecutionResult> running = vm.executeAsync(FOREVER);
        CompletableFuture<ExecutionResult> queued = vm.executeAsync("return x, host.same(7)");

        vm.reset();

        assertThat(running.join().outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(running.join().stateLost()).isTrue();
        assertThat(queued.join().values().toString()).isEqualTo("[nil, 7]");
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 11, 15})
    void reportsTheSignalThatEndedARunningScript(int signal) throws Exception {
        Vm vm = create("", Confinement.of(Profile.TRUSTED));
        CompletableFuture<ExecutionResult> running = vm.executeAsync("print('before') io.stdout:flush() " + FOREVER);
        Awaitility.await().until(() -> vm.info().usage().cpu().toMillis() >= 10);

        signal(vm, signal);

        ExecutionResult result = running.get(10, TimeUnit.SECONDS);
        assertThat(result.outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(result.exit().orElseThrow().signal()).hasValue(signal);
        assertThat(result.stdout()).isEqualTo("before\n");
        assertThat(result.stateLost()).isTrue();
    }

    /** It is the first process of its namespace, which signals without a handler do not reach, but for SIGKILL. */
    @Test
    void endsAConfinedScriptByTheSignalThatCannotBeMissed() throws Exception {
        Vm vm = create("", Confinement.of(Profile.STANDARD));
        CompletableFuture<ExecutionResult> running = vm.executeAsync(FOREVER);
        Awaitility.await().until(() -> vm.info().usage().cpu().toMillis() >= 10);
        Duration before = vm.info().usage().cpu();

        signal(vm, 15);
        signal(vm, 11);
        Awaitility.await().until(() -> vm.info().usage().cpu().minus(before).toMillis() >= 50);
        assertThat(running).isNotDone();

        signal(vm, 9);

        ExecutionResult result = running.get(10, TimeUnit.SECONDS);
        assertThat(result.outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(result.exit().orElseThrow().signal()).hasValue(9);
        assertThat(result.stateLost()).isTrue();
    }

    @Test
    void endsAStoppedProcessAtTheTimeout() throws Exception {
        Vm vm = create("");
        Vm other = host.manager().create("b");
        Script script = Script.of(FOREVER).withTimeout(Duration.ofMillis(300));
        CompletableFuture<ExecutionResult> running = vm.executeAsync(script);
        signal(vm, 19);

        assertThat(other.execute("return 1").value().asLong()).isEqualTo(1);
        ExecutionResult result = running.get(3, TimeUnit.SECONDS);

        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(vm.execute("return 1").value().asLong()).isEqualTo(1);
    }

    @Test
    void goesOnWithAProcessThatWasStoppedForAWhile() throws Exception {
        Vm vm = create("");
        vm.execute("x = 1");
        signal(vm, 19);
        CompletableFuture<ExecutionResult> running = vm.executeAsync("x = x + 1 return x");

        signal(vm, 18);

        assertThat(running.get(3, TimeUnit.SECONDS).value().asLong()).isEqualTo(2);
        assertThat(vm.execute("return x").value().asLong()).isEqualTo(2);
    }

    private static void signal(Vm vm, int number) throws Exception {
        Process kill =
                new ProcessBuilder("kill", "-" + number, Long.toString(vm.info().pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
