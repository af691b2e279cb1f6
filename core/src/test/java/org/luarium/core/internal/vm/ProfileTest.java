// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.StackProfile;
import org.luarium.vm.StackProfile.Unit;
import org.luarium.vm.Vm;
import org.luarium.vm.VmBusyException;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmState;

/** Stacks of every engine that is here. */
@Timeout(100)
class ProfileTest {
    /** Nine tenths of its time in one function, for about a second. */
    private static final String HOT = """
            local function spin(n) local s = 0 for i = 1, n do s = (s + i * 7) % 1000003 end return s end
            local function hot() return spin(90000) + 0 end
            local function cold() return spin(10000) + 0 end
            local began = os.clock()
            repeat local s = hot() + cold() until os.clock() - began > 0.7
            return 'done'
            """;

    private static TestHost host;

    private static int number;

    @BeforeAll
    static void start() throws IOException {
        host = TestHost.fifo();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    static Stream<String> engines() {
        return Stream.of("lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit", "embedded", "embedded-jvm")
                .filter(ProfileTest::isUsable);
    }

    private static boolean isUsable(String engine) {
        return host.manager().engines().stream().anyMatch(known -> known.name().equals(engine) && known.usable());
    }

    private static Vm create(String engine, Confinement confinement) {
        return host.manager()
                .create(VmConfig.builder("p" + ++number)
                        .engine(engine)
                        .confinement(confinement)
                        .build());
    }

    private static Vm create(String engine) {
        return create(engine, Confinement.of(Profile.STANDARD));
    }

    private static double share(StackProfile profile, Predicate<String> frames) {
        long those = profile.stacks().stream()
                .filter(stack -> frames.test(stack.frames()))
                .mapToLong(StackProfile.Stack::samples)
                .sum();
        return (double) those / profile.samples();
    }

    private static void assertHot(StackProfile profile) {
        assertThat(profile.samples()).as(profile.collapsed()).isGreaterThan(30);
        assertThat(share(profile, frames -> frames.matches("script;(hot \\()?script:2\\)?;(spin \\()?script:1\\)?")))
                .as(profile.collapsed())
                .isBetween(0.7, 1.0);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void showsWhereAScriptSpendsItsTimeEachTime(String engine) {
        try (Vm vm = create(engine)) {
            for (int i = 0; i < 2; i++) {
                StackProfile profile = vm.profile(Script.of(HOT));

                assertThat(profile.result().orElseThrow().orThrow().value()).isEqualTo(LuaValue.of("done"));
                assertHot(profile);
                assertThat(profile.unit()).isEqualTo(engine.equals("luajit") ? Unit.MILLISECONDS : Unit.INSTRUCTIONS);
                assertThat(profile.scripts()).isEqualTo(1);
            }
            assertThat(vm.execute("return debug.gethook()").value().isNil()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void samplesUntrustedScripts(String engine) {
        assumeTrue(!engine.equals("embedded-jvm"), "it cannot be confined");
        try (Vm vm = create(engine, Confinement.of(Profile.UNTRUSTED))) {
            assertHot(vm.profile(Script.of("if debug or jit then error('too much') end " + HOT)));
            assertThat(vm.execute("return pcall(require, 'jit.profile')").value())
                    .isEqualTo(LuaValue.of(false));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void seesCoroutines(String engine) {
        try (Vm vm = create(engine)) {
            vm.execute("""
                    function spin() local s = 0 for i = 1, 1e5 do s = (s + i * 7) % 1000003 end return s end
                    function early() while true do spin() coroutine.yield() end end
                    old = coroutine.create(early)
                    create, resume, wrap = coroutine.create, coroutine.resume, coroutine.wrap
                    """);

            StackProfile profile = vm.profile(Script.of("""
                    local function made() while true do spin() coroutine.yield() end end
                    local function wrapped() while true do spin() coroutine.yield(1, 2) end end
                    local new, next_value = coroutine.create(made), coroutine.wrap(wrapped)
                    local began = os.clock()
                    repeat
                      assert(coroutine.resume(old))
                      assert(coroutine.resume(new))
                      local one, two = next_value()
                      assert(one == 1 and two == 2)
                    until os.clock() - began > 1
                    assert(not pcall(coroutine.wrap) and not pcall(coroutine.create, 1))
                    return 1
                    """));

            assertThat(profile.result().orElseThrow().outcome()).isEqualTo(Outcome.OK);
            for (String body : new String[] {"script:2", "script:1", "script:2"}) {
                assertThat(share(profile, frames -> frames.startsWith("[coroutine];") && frames.contains(body)))
                        .as(profile.collapsed())
                        .isGreaterThan(0.1);
            }
            assertThat(share(profile, frames -> frames.startsWith("[coroutine];")))
                    .as(profile.collapsed())
                    .isGreaterThan(0.8);
            assertThat(vm.execute(
                                    "return create == coroutine.create and resume == coroutine.resume and wrap == coroutine.wrap")
                            .value())
                    .isEqualTo(LuaValue.of(true));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void cutsDeepStacksAndShowsThoseOfProtectedCalls(String engine) {
        try (Vm vm = create(engine)) {
            StackProfile profile = vm.profile(Script.of("""
                    local function deep(n)
                      if n > 0 then return deep(n - 1) + 1 end
                      local s = 0 for i = 1, 1e5 do s = (s + i * 7) % 1000003 end
                      return s
                    end
                    local began = os.clock()
                    repeat pcall(deep, 150) pcall(deep, 3) until os.clock() - began > 0.5
                    """));

            assertThat(share(profile, frames -> frames.startsWith("[...];") && frames.split(";").length == 101))
                    .as(profile.collapsed())
                    .isGreaterThan(0.2);
            assertThat(share(profile, frames -> frames.matches("script;\\[C] pcall(;[^;]*script:1\\)?){4}")))
                    .as(profile.collapsed())
                    .isGreaterThan(0.2);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void givesTheProfileOfScriptsThatFail(String engine) {
        try (Vm vm = create(engine)) {
            StackProfile failed = vm.profile(Script.of(HOT.replace("return 'done'", "error('no')")));

            assertThat(failed.result().orElseThrow().outcome()).isEqualTo(Outcome.LUA_ERROR);
            assertThat(failed.result().orElseThrow().error().orElseThrow().traceback())
                    .doesNotContain("link");
            assertHot(failed);

            StackProfile stopped =
                    vm.profile(Script.of(HOT.replace("0.7", "100")).withTimeout(Duration.ofMillis(2500)));

            assertThat(stopped.result().orElseThrow().outcome()).isEqualTo(Outcome.TIMEOUT);
            assertHot(stopped);

            StackProfile wrong = vm.profile(Script.of("x x"));

            assertThat(wrong.result().orElseThrow().outcome()).isEqualTo(Outcome.LUA_ERROR);
            assertThat(wrong.stacks()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void keepsTheLimitOfMemory(String engine) {
        assumeTrue(!engine.equals("embedded-jvm"), "it has none");
        Confinement standard = Confinement.of(Profile.STANDARD);
        Limits limits = standard.limits().toBuilder().memoryBytes(256L << 20).build();
        try (Vm vm = create(engine, standard.toBuilder().limits(limits).build())) {
            StackProfile profile = vm.profile(Script.of("""
                    local s, n = 'x', 0
                    while true do
                      for i = 1, jit and 1e7 or 1e5 do n = n + i % 7 end
                      s = s .. s
                    end
                    """));

            assertThat(profile.result().orElseThrow().outcome()).isEqualTo(Outcome.MEMORY_LIMIT);
            assertThat(profile.stacks()).isNotEmpty();
            assertThat(vm.execute("return 1").value()).isEqualTo(LuaValue.of(1));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void canBeInterruptedAtAnyMoment(String engine) throws Exception {
        try (Vm vm = create(engine)) {
            vm.execute("create, kept = coroutine.create, 1");
            for (int i = 0; i < 10; i++) {
                CompletableFuture<StackProfile> running = CompletableFuture.supplyAsync(
                        () -> vm.profile(
                                Script.of(
                                        "while true do coroutine.wrap(function() for i = 1, 1e4 do coroutine.create(print) end end)() end")));
                Awaitility.await().until(() -> vm.info().state() == VmState.BUSY);
                Awaitility.await().pollDelay(Duration.ofMillis(i * 5L)).until(() -> true);
                vm.interrupt();

                ExecutionResult result = running.get().result().orElseThrow();
                assertThat(result.outcome()).isEqualTo(Outcome.INTERRUPTED);
                assertThat(vm.execute("return create == coroutine.create and not debug.gethook()")
                                .value())
                        .isEqualTo(LuaValue.of(!result.stateLost()));
                vm.execute("create = coroutine.create");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void leavesTheHooksOfScriptsAlone(String engine) {
        try (Vm vm = create(engine, Confinement.of(Profile.TRUSTED))) {
            vm.execute("calls = 0 function count() calls = calls + 1 end debug.sethook(count, '', 1000)");

            StackProfile profile = vm.profile(Script.of(HOT));

            assertHot(profile);
            assertThat(vm.execute("local before = calls for i = 1, 1e5 do end "
                                    + "return debug.gethook() == count and (jit or calls > before) and true")
                            .value())
                    .isEqualTo(LuaValue.of(true));

            vm.profile(Script.of("debug.sethook() debug.sethook(count, '', 500) " + HOT));

            assertThat(vm.execute("local _, _, n = debug.gethook() return n").value())
                    .isEqualTo(LuaValue.of(500));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void samplesWhatBeginsWithinATime(String engine) throws Exception {
        try (Vm vm = create(engine)) {
            CompletableFuture<StackProfile> profile =
                    CompletableFuture.supplyAsync(() -> vm.profile(Duration.ofMillis(2500)));
            Awaitility.await().until(() -> {
                try {
                    vm.profile(Duration.ofNanos(1));
                    return false;
                } catch (VmBusyException e) {
                    return true;
                }
            });

            vm.execute(HOT);
            ExecutionResult last = vm.execute(Script.of(HOT.replace("0.7", "3")).withTimeout(Duration.ofSeconds(20)));

            assertThat(last.success()).isTrue();
            StackProfile found = profile.get();
            assertHot(found);
            assertThat(found.scripts()).isEqualTo(2);
            assertThat(found.result()).isEmpty();
            assertThat(vm.profile(Duration.ofMillis(10)).stacks()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void survivesAnswersThatAreLargerThanThePipe(String engine) {
        try (Vm vm = create(engine)) {
            String large = "x".repeat(1 << 20);
            vm.provide(
                    "host",
                    HostModule.builder()
                            .simple("large", a -> LuaValue.of(large))
                            .function(
                                    "back",
                                    (caller, a) -> java.util.List.of(
                                            caller.execute("return work()").value()))
                            .build());

            StackProfile profile = vm.profile(Script.of("""
                    function work() local s = 0 for i = 1, jit and 5e6 or 1e5 do s = s + i % 7 end return s end
                    local began, n = os.time(), 0
                    repeat n = n + #host.large('y') print('line') host.back() until os.time() - began > 2
                    return n
                    """).withTimeout(Duration.ofSeconds(30)));

            ExecutionResult result = profile.result().orElseThrow();
            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.OK);
            assertThat(share(profile, frames -> frames.startsWith("script;[luarium];") && frames.endsWith(";script:1")))
                    .as(profile.collapsed())
                    .isGreaterThan(0.1);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void boundsWhatItKeepsAndCleansNames(String engine) {
        try (Vm vm = create(engine)) {
            StackProfile profile = vm.profile(Script.of("""
                    local text = [[
                    local spin, left, right = ...
                    return function(n, bits)
                      if n == 0 then return spin() end
                      if bits % 2 == 0 then return 1 + left(n - 1, math.floor(bits / 2)) end
                      return 1 + right(n - 1, math.floor(bits / 2))
                    end]]
                    local f, g = nil, nil
                    local function left(...) return f(...) + 1 end
                    local function right(...) return g(...) + 1 end
                    local function spin() local s = 0 for i = 1, 600 do s = s + i end return s end
                    local load = loadstring or load
                    f = assert(load(text, '=a;b\\n\\27[2J'))(spin, left, right)
                    g = assert(load(text, '=' .. ('g'):rep(500)))(spin, left, right)
                    local began = os.clock()
                    repeat f(14, math.random(0, 16383)) until os.clock() - began > 1
                    """));

            assertThat(profile.result().orElseThrow().outcome()).isEqualTo(Outcome.OK);
            assertThat(profile.stacks().size()).isBetween(20, 10_001);
            assertThat(profile.collapsed()).contains("a?b??[2J");
            assertThat(profile.collapsed().lines()).allMatch(line -> line.matches("\\P{Cc}+ \\d+"));
        }
    }

    @Test
    void refusesWhatCannotBeDone() {
        try (Vm vm = create("lua5.4")) {
            assertThatThrownBy(() -> vm.profile(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
            vm.provide(
                    "host",
                    HostModule.builder()
                            .simple(
                                    "wait",
                                    a -> LuaValue.of(
                                            vm.profile(Duration.ofSeconds(5)).samples()))
                            .build());
            assertThat(vm.execute("host.wait()").error().orElseThrow().message())
                    .contains("cannot wait");
        }
    }
}
