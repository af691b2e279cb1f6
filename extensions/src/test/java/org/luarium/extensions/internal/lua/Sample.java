// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.lua;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/** What extensions of tests can be called by. */
interface Sample {
    int add(int a, int b);

    CompletableFuture<Integer> later(int value);

    void nothing();

    Object echo(Object value);

    long echoLong(long value);

    double echoDouble(double value);

    String echoText(String value);

    byte[] echoBytes(byte[] value);

    double[] echoNumbers(double[] value);

    List<String> echoList(List<String> value);

    Map<String, List<Integer>> echoMap(Map<String, List<Integer>> value);

    Map<Integer, String> echoNumbered(Map<Integer, String> value);

    Everything echoRecord(Everything value);

    int sum(int... numbers);

    String join(String first, String second);

    List<Integer> several();

    String fail(String how) throws IOException;

    Object unsendable(String what);

    int apply(IntUnaryOperator function, int value);

    /** Keeps a function, or releases or calls the one that was kept. */
    int keep(String what, IntUnaryOperator function);

    IntUnaryOperator adder(int number);

    boolean same(IntUnaryOperator function);

    Counter counter();

    String lookUp(String interfaceName, String key);

    void emit(String event, Object payload);

    String emitFunction();

    void print(String text);

    void log(String level, String text);

    int nested(Nested down, int depth);

    void spin();

    int allocate(int mebibytes);

    void exit(int code);

    String state(String next);

    int generation();

    String mapped(Celsius temperature);

    Celsius warmer(Celsius temperature);

    <T> String call(Function<String, T> function, String value);

    /** Values of all kinds. */
    record Everything(
            String text,
            int number,
            Optional<String> there,
            Optional<String> missing,
            TimeUnit unit,
            BigInteger large,
            BigDecimal decimal,
            Instant time,
            Duration span,
            UUID id,
            List<Pair> pairs) {}

    /** A record in a record. */
    record Pair(String key, double value) {}

    /** Something with a state in Lua. */
    interface Counter {
        int next();

        void reset(int to);
    }

    /** Goes down one more level. */
    interface Nested {
        int down(int depth);
    }

    /** A class that is not known. */
    final class Celsius {
        final double degrees;

        Celsius(double degrees) {
            this.degrees = degrees;
        }
    }
}
