// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.value.LuaReference;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostFunction;
import org.luarium.vm.HostModule;
import org.luarium.vm.NestingException;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmBusyException;
import org.luarium.vm.VmConfig;

/** Host code that fails while a script runs: the script gets an error, and the VM goes on. */
class HostFailureTest {
    private TestHost host;
    private Vm vm;

    @BeforeEach
    void start() throws IOException {
        host = TestHost.fifo();
        vm = host.manager().create("a");
        vm.execute("x = 1");
    }

    @AfterEach
    void stop() {
        try {
            assertThat(vm.execute("return x").value().asLong()).isEqualTo(1);
            assertThat(vm.executeAsync("return x").join().value().asLong()).isEqualTo(1);
        } finally {
            host.close();
        }
    }

    private void provide(HostFunction function) {
        vm.provide("host", HostModule.builder().function("f", function).build());
    }

    private static HostFunction failing(String how) {
        return (caller, arguments) -> switch (how) {
            case "exception" -> throw new IOException("disk on fire");
            case "unchecked" -> throw new IllegalStateException("not now");
            case "error" -> throw new AssertionError("cannot be");
            case "linkage" -> throw new NoClassDefFoundError("org/example/Gone");
            case "memory" -> throw new OutOfMemoryError("pretended");
            case "stack" -> throw new StackOverflowError();
            case "longMessage" -> throw new IOException("x".repeat(70 << 20));
            case "null" -> null;
            case "nullInside" -> Arrays.asList(LuaValue.of(1), null);
            case "reference" -> List.of(new LuaReference("function", "f"));
            case "tooDeep" -> List.of(deep(200));
            default -> List.of(LuaValue.of("x".repeat(70 << 20)));
        };
    }

    private static LuaValue deep(int levels) {
        LuaValue value = LuaValue.of(1);
        for (int i = 0; i < levels; i++) {
            value = LuaTable.ofList(List.of(value));
        }
        return value;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exception",
                "unchecked",
                "error",
                "linkage",
                "memory",
                "stack",
                "longMessage",
                "null",
                "nullInside",
                "reference",
                "tooDeep",
                "tooLarge"
            })
    void becomesAnErrorInLua(String how) {
        provide(failing(how));

        ExecutionResult caught = vm.execute("local ok, why = pcall(host.f) return ok, why");
        ExecutionResult uncaught = vm.execute("print('before') host.f()");
        ExecutionResult background = vm.executeAsync("print('before') host.f()").join();

        assertThat(caught.values().get(0)).isEqualTo(LuaValue.of(false));
        assertThat(caught.values().get(1).asString()).isNotEmpty();
        for (ExecutionResult result : List.of(uncaught, background)) {
            assertThat(result.outcome()).isEqualTo(Outcome.LUA_ERROR);
            assertThat(result.stdout()).isEqualTo("before\n");
            assertThat(result.error().orElseThrow().message())
                    .isEqualTo(caught.values().get(1).asString());
        }
    }

    @Test
    void tellsTypeAndMessageOfAnException() {
        provide(failing("exception"));

        assertThat(vm.execute("host.f()").error().orElseThrow().message()).isEqualTo("IOException: disk on fire");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stopsEndlessRecursionBetweenHostAndLua(boolean background) {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        AtomicInteger deepest = new AtomicInteger();
        provide((caller, arguments) -> {
            deepest.incrementAndGet();
            try {
                ExecutionResult inner =
                        background ? caller.executeAsync("host.f()").join() : caller.execute("host.f()");
                return inner.orThrow().values();
            } catch (NestingException e) {
                seen.set(e);
                throw e;
            }
        });

        ExecutionResult result = vm.execute("host.f()");

        assertThat(seen.get()).isInstanceOf(NestingException.class);
        assertThat(deepest.get()).isEqualTo(64);
        assertThat(result.outcome()).isEqualTo(Outcome.LUA_ERROR);
        assertThat(result.error().orElseThrow().message()).contains("NestingException");
    }

    @Test
    void keepsTheInterruptOfACallerWhoseHostFunctionIsInterrupted() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        AtomicReference<Boolean> kept = new AtomicReference<>();
        Vm other = host.manager().create("b");
        other.provide(
                "host",
                HostModule.builder()
                        .simple("f", arguments -> {
                            entered.countDown();
                            new CountDownLatch(1).await();
                            return LuaValue.nil();
                        })
                        .build());
        Thread thread = new Thread(() -> {
            other.execute("pcall(host.f)");
            kept.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        entered.await();

        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(10));

        assertThat(kept.get()).isTrue();
    }

    @Test
    void refusesACallbackThatWouldEndItsOwnVm() {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        provide((caller, arguments) -> {
            seen.set(catchThrowable(caller::reset));
            return List.of();
        });

        assertThat(vm.execute("host.f() return 1").value().asLong()).isEqualTo(1);
        assertThat(seen.get()).isInstanceOf(VmBusyException.class);
    }

    @Test
    void letsACallbackCloseItsVm() {
        Vm other = host.manager().create("b");
        other.provide(
                "host",
                HostModule.builder()
                        .function("f", (caller, arguments) -> {
                            caller.close();
                            return List.of();
                        })
                        .build());

        ExecutionResult result = other.execute("host.f() while true do end");

        assertThat(result.outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(result.stateLost()).isTrue();
        assertThat(host.manager().find("b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "error"})
    void endsAScriptWhoseListenerFails(String how) {
        Script script = Script.of("print('a') while true do print('b') end").withOutput((stream, bytes) -> {
            if (how.equals("error")) {
                throw new AssertionError("listener");
            }
            throw new IllegalStateException("listener");
        });

        assertThat(vm.execute(script).outcome()).isEqualTo(Outcome.INTERRUPTED);
        vm.reset();
        assertThat(vm.executeAsync(script).join().outcome()).isEqualTo(Outcome.INTERRUPTED);
        vm.reset();
        vm.execute("x = 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "error", "null", "tooMuch"})
    void becomesAnErrorInLuaWhenInputFails(String how) {
        Script script = Script.of("local ok, why = pcall(io.read, '*l') return ok, why")
                .withInput(most -> switch (how) {
                    case "exception" -> throw new IOException("no tape");
                    case "error" -> throw new AssertionError("no tape");
                    case "null" -> null;
                    default -> new byte[most + 1];
                });

        assertThat(vm.execute(script).values().get(0)).isEqualTo(LuaValue.of(false));
        assertThat(vm.executeAsync(script).join().values().get(1).asString()).contains("input");
    }

    @Test
    void givesEachScriptItsOwnInput() {
        assertThat(vm.execute(Script.of("return io.read('*l')").withInput(once("one\ntwo\n")))
                        .value()
                        .asString())
                .isEqualTo("one");
        assertThat(vm.execute(Script.of("return io.read('*a')").withInput(once("three")))
                        .value()
                        .asString())
                .isEqualTo("three");
        assertThat(vm.execute(Script.of("return io.read('*a')").withInput(once("four")))
                        .value()
                        .asString())
                .isEqualTo("four");
        assertThat(vm.execute("return io.read('*l')").value()).isEqualTo(LuaValue.nil());
    }

    private static org.luarium.vm.ScriptInput once(String text) {
        List<byte[]> left = new ArrayList<>(List.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return most -> left.isEmpty() ? new byte[0] : left.remove(0);
    }

    @Test
    void endsAScriptWhoseInputBlocks() {
        CountDownLatch never = new CountDownLatch(1);
        Vm other = host.manager().create(VmConfig.of("b"));
        Script script = Script.of("io.read('*l') while true do end")
                .withTimeout(Duration.ofMillis(100))
                .withInput(most -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return new byte[0];
                });

        CompletableFuture<ExecutionResult> future = other.executeAsync(script);
        ExecutionResult result = future.orTimeout(5, TimeUnit.SECONDS).join();

        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(result.stateLost()).isTrue();
        assertThat(other.execute("return 1").value().asLong()).isEqualTo(1);
        never.countDown();
    }

    @Test
    void endsTheWaitForAHostFunctionThatDoesNotReturn() {
        CountDownLatch never = new CountDownLatch(1);
        Vm other = host.manager().create("b");
        other.provide(
                "host",
                HostModule.builder()
                        .simple("f", arguments -> {
                            never.await();
                            return LuaValue.nil();
                        })
                        .build());

        ExecutionResult result = other.executeAsync(Script.of("host.f()").withTimeout(Duration.ofMillis(100)))
                .orTimeout(5, TimeUnit.SECONDS)
                .join();

        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(other.execute("return 1").value().asLong()).isEqualTo(1);
        never.countDown();
    }

    @Test
    void freesTheVmFromACallerThatIsStuckInAHostFunction() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        Vm other = host.manager().create("b");
        other.provide(
                "host",
                HostModule.builder()
                        .simple("f", arguments -> {
                            stuck.countDown();
                            never.await();
                            return LuaValue.nil();
                        })
                        .build());
        CompletableFuture<ExecutionResult> caller = CompletableFuture.supplyAsync(
                () -> other.execute(Script.of("host.f()").withTimeout(Duration.ofMillis(100))));
        stuck.await();

        ExecutionResult next = other.executeAsync("return 1").get(5, TimeUnit.SECONDS);

        assertThat(next.value().asLong()).isEqualTo(1);
        never.countDown();
        assertThat(caller.get(5, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(other.execute("return 2").value().asLong()).isEqualTo(2);
    }

    @Test
    void refusesAListenerThatWouldWaitForItself() {
        AtomicReference<Throwable> seen = new AtomicReference<>();

        ExecutionResult result = vm.execute(Script.of("print('a')")
                .withOutput((stream, bytes) -> seen.set(catchThrowable(() -> vm.execute("return 1")))));

        assertThat(result.outcome()).isEqualTo(Outcome.OK);
        assertThat(seen.get()).isInstanceOf(VmBusyException.class);
    }
}
