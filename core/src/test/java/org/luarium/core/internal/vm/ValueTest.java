// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.value.LuaFloat;
import org.luarium.value.LuaReference;
import org.luarium.value.LuaString;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.VmConfig;

/** Values in both directions, on every interpreter. */
class ValueTest {
    private static TestHost host;

    @BeforeAll
    static void start() throws IOException {
        host = TestHost.fifo();
        for (String engine : new String[] {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"}) {
            host.manager()
                    .create(VmConfig.builder(engine)
                            .engine(engine)
                            .echoValues(false)
                            .build());
        }
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static ExecutionResult run(String engine, String code, LuaValue... arguments) {
        ExecutionResult result =
                host.manager().get(engine).execute(Script.of(code).withArguments(List.of(arguments)));
        assertThat(result.outcome()).as("%s", result).isEqualTo(Outcome.OK);
        return result;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void carriesEveryDoubleExactly(String engine) {
        double[] numbers = {
            0.0,
            -0.0,
            1.5,
            -1.5,
            0.1,
            1e300,
            -1e-300,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MIN_NORMAL,
            Double.MIN_NORMAL / 2,
            Double.MIN_VALUE * 3,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN,
            Math.nextUp(1.0),
            Math.nextDown(1.0),
            0x1p-1022,
            0x1.fffffffffffffp-1023,
            2251799813685248.5
        };
        for (double number : numbers) {
            double back =
                    run(engine, "return ...", new LuaFloat(number)).value().asDouble();
            if (!Double.isNaN(number)) {
                assertThat(Double.doubleToLongBits(back)).as("%s", number).isEqualTo(Double.doubleToLongBits(number));
            } else {
                assertThat(back).isNaN();
            }
            assertThat(run(engine, "local v = ... return v ~= v", new LuaFloat(number))
                            .value())
                    .isEqualTo(LuaValue.of(Double.isNaN(number)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void carriesEveryIntegerThatTheEngineHas(String engine) {
        for (long number : new long[] {
            0, 1, -1, 127, 128, 255, 65536, -128, 1L << 31, -(1L << 31), 1L << 32, (1L << 53) - 1, 1 - (1L << 53)
        }) {
            assertThat(run(engine, "return ...", LuaValue.of(number)).value().asLong())
                    .isEqualTo(number);
        }
        if (engine.equals("lua5.3") || engine.equals("lua5.4")) {
            for (long number : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1}) {
                assertThat(run(engine, "return ...", LuaValue.of(number))
                                .value()
                                .asLong())
                        .isEqualTo(number);
            }
        } else {
            assertThat(run(engine, "return ...", LuaValue.of(Long.MIN_VALUE))
                            .value()
                            .asDouble())
                    .isEqualTo((double) Long.MIN_VALUE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void carriesOtherTypes(String engine) {
        byte[] bytes = {(byte) 0xff, 0, (byte) 0xc3, 10, (byte) 0x80};
        LuaTable table = LuaTable.builder()
                .put(LuaValue.of(true), LuaValue.of("yes"))
                .put(LuaValue.of("list"), LuaTable.ofList(List.of(LuaValue.of(1), LuaValue.of("b"))))
                .put(LuaValue.of(1.5), LuaTable.builder().build())
                .build();

        List<LuaValue> back = run(
                        engine,
                        "return ...",
                        LuaValue.nil(),
                        LuaValue.of(true),
                        LuaValue.of(false),
                        new LuaString(bytes),
                        LuaValue.of("x".repeat(100_000)),
                        table,
                        LuaValue.nil())
                .values();

        assertThat(back)
                .containsExactly(
                        LuaValue.nil(),
                        LuaValue.of(true),
                        LuaValue.of(false),
                        new LuaString(bytes),
                        LuaValue.of("x".repeat(100_000)),
                        table,
                        LuaValue.nil());
        assertThat(run(engine, "return print, coroutine.create(print), io.stdout")
                        .values())
                .hasSize(3)
                .extracting(LuaValue::typeName)
                .startsWith("function", "thread");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void cutsDeepAndCyclicTables(String engine) {
        LuaValue value = run(engine, "local t = {} local r = t for i = 1, 1000 do t[1] = {} t = t[1] end return r")
                .value();
        int depth = 0;
        while (value instanceof LuaTable table) {
            value = table.get(LuaValue.of(1));
            depth++;
        }
        assertThat(depth).isEqualTo(100);
        assertThat(value).isInstanceOf(LuaReference.class);

        LuaValue cyclic =
                run(engine, "local t = {} t.self = t t.other = {t} return t").value();
        assertThat(cyclic.asTable().get("self")).isInstanceOf(LuaReference.class);
        assertThat(cyclic.asTable().get("other").asTable().get(LuaValue.of(1))).isInstanceOf(LuaReference.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.4"})
    void carriesAMillionElementsBothWays(String engine) {
        List<LuaValue> items = new ArrayList<>();
        for (int i = 1; i <= 1_000_000; i++) {
            items.add(LuaValue.of(i));
        }

        LuaTable back = run(
                        engine, "local t = ... for i = 1, #t do t[i] = t[i] + 1 end return t", LuaTable.ofList(items))
                .value()
                .asTable();

        assertThat(back.size()).isEqualTo(1_000_000);
        assertThat(back.get(LuaValue.of(1)).asLong()).isEqualTo(2);
        assertThat(back.get(LuaValue.of(1_000_000)).asLong()).isEqualTo(1_000_001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void carriesManyArgumentsAndResults(String engine) {
        LuaValue[] many = new LuaValue[5000];
        java.util.Arrays.fill(many, LuaValue.of("v"));

        assertThat(run(engine, "return select('#', ...), ...", many).values()).hasSize(5001);
    }
}
