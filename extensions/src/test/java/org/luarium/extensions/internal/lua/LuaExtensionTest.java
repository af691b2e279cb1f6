// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionSpecBuilder;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.NoSuchTargetException;
import org.luarium.extension.spi.NotGrantedException;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.extension.spi.UnheardEventException;
import org.luarium.extension.spi.ValueException;

/** Lines of {@code acceptance/extensions.md} about calls, for extensions in Lua, on each interpreter. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LuaExtensionTest {
    private LuaHost host;
    private int number;

    @BeforeAll
    void start() throws IOException {
        host = new LuaHost();
    }

    @AfterAll
    void stop() {
        host.close();
    }

    Stream<String> engines() {
        return host.engines();
    }

    private ExtensionSpecBuilder spec(String engine) throws IOException {
        return host.sample("sample" + number++, engine);
    }

    private Extension load(String engine) throws IOException {
        return host.extensions.load(spec(engine).build());
    }

    private Sample sample(String engine) throws IOException {
        return load(engine).service(Sample.class);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line38_valuesArriveAsTheyWere(String engine) throws IOException {
        Sample sample = sample(engine);

        for (double value : new double[] {
            0.1, -0.0, 1e300, Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 3
        }) {
            assertThat(Double.doubleToLongBits(sample.echoDouble(value))).isEqualTo(Double.doubleToLongBits(value));
        }
        assertThat(sample.echoLong(1L << 52)).isEqualTo(1L << 52);
        assertThat(sample.echoText("ä\0€😀")).isEqualTo("ä\0€😀");
        byte[] bytes = {0, -1, (byte) 0xc3, 40};
        assertThat(sample.echoBytes(bytes)).isEqualTo(bytes);
        assertThat(sample.echo(bytes)).isEqualTo(bytes);
        assertThat(sample.echoNumbers(new double[] {1, 2.5, Double.NaN})).containsExactly(1, 2.5, Double.NaN);
        assertThat(sample.echoNumbers(new double[0])).isEmpty();
        assertThat(sample.echoList(List.of())).isEmpty();
        assertThat(sample.echoList(Arrays.asList("a", null, "c"))).containsExactly("a", null, "c");
        assertThat(sample.echoMap(Map.of())).isEmpty();
        assertThat(sample.echoMap(Map.of("a", List.of(1, 2), "b", List.of())))
                .isEqualTo(Map.of("a", List.of(1, 2), "b", List.of()));
        assertThat(sample.echo(null)).isNull();
        assertThat(sample.echo(true)).isEqualTo(true);
        assertThat(sample.echo(Map.of("k", List.of(1L, "two", false))))
                .isEqualTo(Map.of("k", List.of(1L, "two", false)));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line38_integersOf64BitsArriveOrAreRefused(String engine) throws IOException {
        Sample sample = sample(engine);

        if (engine.equals("lua5.1") || engine.equals("luajit")) {
            assertThatThrownBy(() -> sample.echoLong(Long.MAX_VALUE))
                    .isInstanceOf(ValueException.class)
                    .hasMessageContaining("no integers of 64 bits");
        } else {
            assertThat(sample.echoLong(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
            assertThat(sample.echoLong(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line38_recordsAreTablesWithNamedFields(String engine) throws IOException {
        Sample.Everything all = new Sample.Everything(
                "text",
                7,
                Optional.of("there"),
                Optional.empty(),
                TimeUnit.DAYS,
                BigInteger.TWO.pow(100),
                new BigDecimal("12.50"),
                Instant.parse("2024-02-29T12:00:00.123456789Z"),
                Duration.ofMillis(1500),
                UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"),
                List.of(new Sample.Pair("a", 1), new Sample.Pair("b", 2.5)));

        assertThat(sample(engine).echoRecord(all)).isEqualTo(all);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line39_keysOfMapsStayIntegers(String engine) throws IOException {
        Sample sample = sample(engine);

        for (Map<Integer, String> map :
                List.of(Map.of(1, "a", 2, "b"), Map.of(10, "x", -3, "y"), Map.of(0, "z"), Map.<Integer, String>of())) {
            assertThat(sample.echoNumbered(map)).isEqualTo(map);
        }
        assertThat(sample.echo(Map.of(10, "x"))).isEqualTo(Map.of(10L, "x"));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line40_noResultIsNull(String engine) throws IOException {
        Extension extension = load(engine);

        extension.service(Sample.class).nothing();
        assertThat(extension.invoke("nothing")).isNull();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line41_argumentsMayBeManyOrMissing(String engine) throws IOException {
        Extension extension = load(engine);
        Sample sample = extension.service(Sample.class);

        assertThat(sample.sum()).isZero();
        assertThat(sample.sum(1, 2, 3)).isEqualTo(6);
        assertThat(sample.join("a", null)).isEqualTo("a?");
        assertThat(sample.several()).containsExactly(1, 2, 3);
        assertThat(extension.invoke("sum", 1, 2, 3, 4)).isEqualTo(10L);
        assertThat(extension.invoke("join", "a")).isEqualTo("a?");
        assertThatThrownBy(() -> extension.invoke("absent"))
                .isInstanceOf(NoSuchTargetException.class)
                .hasMessageContaining("absent");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line43_futuresAreCompletedLater(String engine) throws Exception {
        Sample sample = sample(engine);

        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(sample.later(i));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(all.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line44_errorsOfLuaHaveTheirStack(String engine) throws IOException {
        Sample sample = sample(engine);

        assertThatThrownBy(() -> sample.fail("badly")).isInstanceOfSatisfying(RemoteExtensionException.class, e -> {
            assertThat(e.remoteMessage().orElseThrow()).contains("failed badly");
            assertThat(e.getStackTrace()[1].getFileName()).endsWith(".lua");
            assertThat(e.getStackTrace()[1].getLineNumber()).isPositive();
        });
        assertThat(sample.add(1, 2)).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line46_onlyDeclaredExceptionsAreThrownByName(String engine) throws IOException {
        Sample sample = sample(engine);

        assertThatThrownBy(() -> sample.fail("declared"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("the disk is full");
        assertThatThrownBy(() -> sample.fail("unknown"))
                .isInstanceOfSatisfying(
                        RemoteExtensionException.class,
                        e -> assertThat(e.remoteType()).isEqualTo("java.lang.OutOfMemoryError"));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line47_aResultThatCannotBeSentFailsItsCallOnly(String engine) throws IOException {
        Sample sample = sample(engine);

        assertThatThrownBy(() -> sample.unsendable("coroutine"))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("thread");
        assertThatThrownBy(() -> sample.unsendable("cycle"))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("contains itself");
        assertThat(sample.add(1, 2)).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line48_anArgumentThatCannotBeSentFailsAtTheCaller(String engine) throws IOException {
        Sample sample = sample(engine);

        assertThatThrownBy(() -> sample.echo(new Object())).isInstanceOf(ValueException.class);
        assertThatThrownBy(() -> sample.echo(Map.of("\0object", 1))).isInstanceOf(ValueException.class);
        assertThat(sample.add(1, 2)).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line51_callsNestFiftyDeepOnOneThread(String engine) throws IOException {
        Sample sample = sample(engine);
        AtomicReference<Thread> other = new AtomicReference<>();
        Thread here = Thread.currentThread();
        Sample.Nested[] down = new Sample.Nested[1];
        down[0] = depth -> {
            if (Thread.currentThread() != here) {
                other.set(Thread.currentThread());
            }
            return sample.nested(down[0], depth);
        };

        assertThat(sample.nested(down[0], 50)).isEqualTo(50);
        assertThat(other).hasValue(null);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line54_callbacksCanBeCalledSeveralTimes(String engine) throws IOException {
        Sample sample = sample(engine);

        assertThat(sample.apply(x -> x * x, 9)).isEqualTo(162);
        assertThat(sample.call(String::length, "four")).isEqualTo("4");
        assertThatThrownBy(() -> sample.apply(
                        x -> {
                            throw new IllegalStateException("not " + x);
                        },
                        9))
                .isInstanceOf(RemoteExtensionException.class)
                .hasMessageContaining("java.lang.IllegalStateException: not 9")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line55_aCallbackLastsAsLongAsItIsKept(String engine) throws IOException {
        Extension extension = load(engine);
        Sample sample = extension.service(Sample.class);

        assertThat(sample.keep("leave", x -> x + 1)).isEqualTo(2);
        assertThatThrownBy(() -> sample.keep("call", null))
                .isInstanceOf(NoSuchTargetException.class)
                .hasMessageContaining("extension.keep");
        assertThat(sample.keep("keep", x -> x + 2)).isEqualTo(3);
        assertThat(extension.info().lentObjects()).isEqualTo(1);
        assertThat(sample.keep("call", null)).isEqualTo(3);
        assertThat(sample.keep("release", null)).isZero();
        assertThat(extension.info().lentObjects()).isZero();
        assertThatThrownBy(() -> sample.keep("call", null)).isInstanceOf(NoSuchTargetException.class);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line56_functionsOfLuaAreObjectsOfTheHost(String engine) throws IOException {
        Extension extension = load(engine);
        Sample sample = extension.service(Sample.class);

        IntUnaryOperator adder = sample.adder(5);
        assertThat(adder.applyAsInt(6)).isEqualTo(11);
        assertThat(sample.same(adder)).isTrue();
        assertThat(sample.same(x -> x)).isFalse();
        Sample.Counter counter = sample.counter();
        assertThat(counter.next()).isEqualTo(1);
        counter.reset(10);
        assertThat(counter.next()).isEqualTo(11);
        extension.stop();
        assertThatThrownBy(counter::next).hasMessageContaining("closed");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line57_aCancelledCallIsInterrupted(String engine) throws Exception {
        Extension extension = load(engine);
        extension.service(Sample.class).add(1, 1);

        CompletableFuture<Object> spinning = extension.invokeAsync("spin");
        assertThat(spinning.cancel(true)).isTrue();
        assertThatThrownBy(spinning::join).isInstanceOf(CancellationException.class);
        assertThat(eventually(extension)).isEqualTo(3);
        assertThat(extension.info().pendingCalls()).isZero();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line58_aCallThatTakesTooLongIsInterrupted(String engine) throws Exception {
        Extension extension = host.extensions.load(
                spec(engine).callTime(Duration.ofMillis(300)).build());
        Sample sample = extension.service(Sample.class);

        long began = System.nanoTime();
        assertThatThrownBy(sample::spin)
                .isInstanceOf(CallTimeoutException.class)
                .hasMessageContaining("PT0.3S");
        assertThat(eventually(extension)).isEqualTo(3);
        assertThatThrownBy(() -> extension.invokeAsync("spin").join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(CallTimeoutException.class);
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(20));
        assertThat(eventually(extension)).isEqualTo(3);
    }

    /** What an interpreter cannot be interrupted in is killed, and started again. */
    private int eventually(Extension extension) throws InterruptedException {
        RuntimeException last = new IllegalStateException();
        for (int i = 0; i < 200; i++) {
            try {
                return extension.service(Sample.class).add(1, 2);
            } catch (RuntimeException e) {
                last = e;
                String unused = host.registrations.poll(50, TimeUnit.MILLISECONDS);
            }
        }
        throw last;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line64_outputArrivesInTheLog(String engine) throws IOException {
        Extension extension = load(engine);

        extension.service(Sample.class).print("hello");
        assertThat(extension.output()).contains("hello\n", "hello written\n", "hello streamed\n", "hello to stderr\n");
        assertThat(extension.service(Sample.class).add(1, 2)).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line68_servicesAreGrantedOrRefused(String engine) throws IOException {
        Map<String, String> words = new ConcurrentHashMap<>(Map.of("a", "b"));
        Sample sample = host.extensions
                .load(spec(engine).grant(Dictionary.class, dictionary(words)).build())
                .service(Sample.class);

        assertThat(sample.lookUp("Dictionary", "a")).isEqualTo("b");
        assertThat(sample.lookUp(Dictionary.class.getName(), "a")).isEqualTo("b");
        assertThatThrownBy(() -> sample.lookUp("java.lang.Runtime", "a"))
                .isInstanceOf(NotGrantedException.class)
                .hasMessageContaining("java.lang.Runtime");
        assertThatThrownBy(() -> sample(engine).lookUp("Dictionary", "a")).isInstanceOf(NotGrantedException.class);
    }

    static Dictionary dictionary(Map<String, String> words) {
        return new Dictionary() {
            @Override
            public String find(String key) {
                return words.get(key);
            }

            @Override
            public void put(String key, String value) {
                words.put(key, value);
            }
        };
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line74_eventsAreHeardOnceAndInOrder(String engine) throws Exception {
        Extension extension = load(engine);
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        AutoCloseable listening = extension.onEvent("news", (event, payload) -> heard.add(payload));
        for (int i = 0; i < 5; i++) {
            extension.service(Sample.class).emit("news", List.of("item", (long) i));
        }
        listening.close();
        extension.service(Sample.class).emit("news", "nobody listens any more");

        assertThat(heard)
                .containsExactly(
                        List.of("item", 0L),
                        List.of("item", 1L),
                        List.of("item", 2L),
                        List.of("item", 3L),
                        List.of("item", 4L));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line75_anEventThatNobodyHearsIsAnErrorWhereThatIsWanted(String engine) throws IOException {
        sample(engine).emit("unheard", 1);
        Sample strict =
                host.extensions.load(spec(engine).strictEvents(true).build()).service(Sample.class);
        assertThatThrownBy(() -> strict.emit("unheard", 1)).isInstanceOf(UnheardEventException.class);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line78_aPayloadThatCannotBeSentFailsInTheEmitter(String engine) throws IOException {
        assertThat(sample(engine).emitFunction()).isEqualTo("false " + ValueException.class.getName());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line79_typesWithAMapperAreTheirPlainValues(String engine) throws IOException {
        Sample sample = sample(engine);

        assertThat(sample.mapped(new Sample.Celsius(20.5))).isEqualTo("number 20.5");
        assertThat(sample.warmer(new Sample.Celsius(20.5)).degrees).isEqualTo(21.5);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void line93_memoryHasALimit(String engine) throws Exception {
        Extension other = load(engine);
        Extension extension = load(engine);

        assertThatThrownBy(() -> extension.service(Sample.class).allocate(1000)).hasMessageContaining("memory limit");
        assertThat(eventually(extension)).isEqualTo(3);
        assertThat(other.service(Sample.class).add(1, 1)).isEqualTo(2);
        assertThat(other.info().generation()).isEqualTo(1);
    }
}
