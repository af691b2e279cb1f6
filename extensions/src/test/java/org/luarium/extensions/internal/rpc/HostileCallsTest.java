// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.extension.spi.ValueException;

/** A child that calls, answers and gives back as nobody should. */
class HostileCallsTest extends HostileFixture {
    // ---- calls

    @Test
    void extensions49_onlyMethodsOfTheInterfaceCanBeCalled() throws Exception {
        try (RawLink link = link()) {
            long id = 1;
            for (String each : List.of(
                    "getClass()",
                    "hashCode()",
                    "toString()",
                    "wait()",
                    "notify",
                    "deepest",
                    "<init>",
                    "",
                    "add(long,long)")) {
                link.call(id, 0, 1, each, out -> out.array(0));
                assertThat(error(link, id)).contains("has no method " + each);
                id++;
            }
            link.call(id, 0, 1234567, "add(int,int)", out -> out.array(0));
            assertThat(error(link, id)).contains("no object 1234567");
            link.call(++id, 0, 1, "add(int,int)", out -> out.array(1_000));
            assertThat(error(link, id)).contains("incomplete");
            assertWorks(link, ++id);
        }
    }

    @Test
    void argumentsThatDoNotFitFailTheirCallOnly() throws Exception {
        List<Consumer<Output>> wrong = List.of(
                out -> out.array(0),
                out -> out.nil(),
                out -> out.string("x"),
                out -> {
                    out.array(2);
                    out.nil();
                    out.nil();
                },
                out -> {
                    out.array(2);
                    out.string("a");
                    out.map(0);
                },
                out -> {
                    out.array(2);
                    out.tagged(Tags.YOURS, 99);
                    out.tagged(Tags.MINE, 99);
                });
        try (RawLink link = link()) {
            long id = 0;
            for (Consumer<Output> each : wrong) {
                link.call(++id, 0, 1, "add(int,int)", each);
                assertThat(error(link, id)).contains("add(int,int)");
            }
            assertWorks(link, ++id);
        }
    }

    @Test
    void valuesThatWouldTakeAllMemoryOrStackAreRefused() throws Exception {
        List<Consumer<Output>> bombs = List.of(
                out -> {
                    for (int i = 0; i < 100_000; i++) {
                        out.array(1);
                    }
                    out.nil();
                },
                out -> {
                    out.array(3_000_000);
                    for (int i = 0; i < 3_000_000; i++) {
                        out.map(0);
                    }
                },
                out -> out.tagged(Tags.DECIMAL, "1E2147483647".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                out -> out.tagged(Tags.INTEGER, "--1".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                out -> out.tagged(Tags.INTEGER, new byte[200_000]),
                out -> out.tagged(Tags.INSTANT, new byte[3]),
                out -> out.tagged(Tags.ARRAY, new byte[] {'d', 1, 2}),
                out -> out.tagged(Tags.ARRAY, new byte[0]),
                out -> out.tagged(77, new byte[] {1}),
                out -> out.tagged(Tags.MAPPED, "java.lang.Runtime".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        try (RawLink link = link()) {
            long id = 0;
            for (Consumer<Output> each : bombs) {
                link.call(++id, 0, 1, "size(java.lang.Object)", out -> {
                    out.array(1);
                    each.accept(out);
                    out.nil();
                });
                assertThat(error(link, id)).contains("size(java.lang.Object)");
            }
            assertWorks(link, ++id);
        }
    }

    @Test
    void mappedValuesWithinEachOtherDoNotUseUpTheStack() throws Exception {
        try (RawLink link = link()) {
            link.codecs.map(Version.class, new org.luarium.extension.spi.ValueMapper<Version, Object>() {
                @Override
                public Class<Object> plainType() {
                    return Object.class;
                }

                @Override
                public Object toPlain(Version value) {
                    return value.x();
                }

                @Override
                public Version fromPlain(Object plain) {
                    return new Version(1);
                }
            });
            byte[] name = Version.class.getName().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            link.call(1, 0, 1, "size(java.lang.Object)", out -> {
                out.array(1);
                for (int i = 0; i < 50_000; i++) {
                    out.tagged(Tags.MAPPED, name);
                }
                out.nil();
            });
            assertThat(error(link, 1)).contains("nested more than 100 deep");
            assertWorks(link, 2);
        }
    }

    @Test
    void numbersOfCallsCannotBeUsedTwice() throws Exception {
        try (RawLink link = link()) {
            link.call(1, 0, 1, "never()", out -> out.array(0));
            await().untilAsserted(() -> assertThat(link.host.serving()).isEqualTo(1));
            link.call(1, 0, 1, "never()", out -> out.array(0));
            assertThat(reason(link)).contains("a call has the number 1, which is in use");
        }
    }

    @Test
    void whoCallsWithoutWaitingIsRefusedAtSomePoint() throws Exception {
        try (RawLink link = link(Options.callsIn(2, 10))) {
            for (int i = 1; i <= 20; i++) {
                link.call(i, 0, 1, "never()", out -> out.array(0));
            }
            assertThat(error(link, 13)).contains("was refused: 2 calls run in raw and 10 wait");
            await().untilAsserted(() -> assertThat(link.host.serving()).isEqualTo(12));
            link.frame(out -> {
                out.array(2);
                out.integer(Frame.CANCEL);
                out.integer(1);
            });
            await().untilAsserted(() -> assertThat(link.host.serving()).isEqualTo(11));
        }
        await().untilAsserted(() -> assertThat(threads("raw")).isEmpty());
    }

    @Test
    void whoCallsBackCannotUseUpTheStackOfItsCaller() throws Exception {
        try (RawLink link = link(Options.nesting(20))) {
            Remote remote = link.host.borrow(5, Remote.class);
            service.remote = remote;
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    remote.again(0);
                } catch (Throwable e) {
                    thrown.complete(e);
                }
            });
            caller.start();
            // It says each time that the call is not nested at all.
            for (int i = 1; ; i++) {
                RawLink.Received received = link.receive();
                if (received.type() == Frame.ERROR) {
                    assertThat(received.fields().toString()).contains("more than 20 deep");
                    break;
                }
                long id = received.number(0);
                link.call(i, id, 1, "again(int)", out -> {
                    out.array(1);
                    out.integer(id);
                });
                assertThat(i).isLessThan(100);
            }
            link.out.close();
            assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(RuntimeException.class);
            caller.join(10_000);
            assertThat(service.deepest.get()).isBetween(5, 25);
        }
    }

    // ---- releases

    @Test
    void releasesThatWereNeverDue() throws Exception {
        try (RawLink link = link()) {
            Remote remote = link.host.borrow(5, Remote.class);
            CompletableFuture<Void> done = CompletableFuture.runAsync(() -> remote.lend(() -> {}));
            RawLink.Received call = link.receive(Frame.CALL);
            long callback = (Long) ((List<?>) call.fields().get(6)).get(0);
            link.result(call.number(0), Output::nil);
            done.get(10, TimeUnit.SECONDS);
            assertThat(link.host.lent()).isEqualTo(1);
            for (long[] each : new long[][] {
                {callback, 0},
                {callback, -1},
                {callback, Long.MIN_VALUE},
                {1, 1},
                {1, Long.MAX_VALUE},
                {-1, 1},
                {99, 1},
                {Long.MAX_VALUE, Long.MAX_VALUE}
            }) {
                release(link, each);
            }
            assertWorks(link, 1);
            assertThat(link.host.lent()).isEqualTo(1);
            release(link, callback, Long.MAX_VALUE);
            assertWorks(link, 2);
            assertThat(link.host.lent()).isZero();
            link.call(3, 0, callback, "run()", out -> out.array(0));
            assertThat(error(link, 3)).contains("no object " + callback);
        }
    }

    private static void release(RawLink link, long... pairs) throws IOException {
        link.frame(out -> {
            out.array(2 + pairs.length);
            out.integer(Frame.RELEASE);
            out.integer(0);
            for (long each : pairs) {
                out.integer(each);
            }
        });
    }

    @Test
    void whatIsSentInVainIsGivenBack() throws Exception {
        try (RawLink link = link(Options.callTime(Duration.ofMillis(200)))) {
            // To an object that is not there.
            link.call(1, 0, 77, "use(java.util.function.Supplier)", out -> {
                out.array(1);
                out.tagged(Tags.MINE, 100_001);
            });
            assertThat(link.receive(Frame.RELEASE).fields()).containsExactly(0L, 100_001L, 1L);
            // To a method that takes something else.
            link.call(2, 0, 1, "add(int,int)", out -> {
                out.array(2);
                out.integer(1);
                out.tagged(Tags.MINE, 100_002);
            });
            assertThat(link.receive(Frame.RELEASE).fields()).containsExactly(0L, 100_002L, 1L);
            // In a part of a record that this version does not know.
            link.call(3, 0, 1, "version(" + Version.class.getTypeName() + ")", out -> {
                out.array(1);
                out.map(2);
                out.string("callback");
                out.tagged(Tags.MINE, 100_003);
                out.string("x");
                out.integer(5);
            });
            assertThat(link.receive(Frame.RESULT).fields()).containsExactly(3L, 5L);
            assertThat(link.receive(Frame.RELEASE).fields()).containsExactly(0L, 100_003L, 1L);
            // With an answer that comes too late.
            Remote remote = link.host.borrow(5, Remote.class);
            CompletableFuture<Object> late = CompletableFuture.supplyAsync(remote::supplier);
            long id = link.receive(Frame.CALL).number(0);
            assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CallTimeoutException.class);
            link.result(id, out -> out.tagged(Tags.MINE, 100_004));
            assertThat(link.receive(Frame.RELEASE).fields()).containsExactly(0L, 100_004L, 1L);
            // To nobody who keeps it: the proxy is garbage.
            link.call(4, 0, 1, "size(java.lang.Object)", out -> {
                out.array(1);
                out.tagged(Tags.MINE, 100_005);
            });
            assertThat(error(link, 4)).contains("where no interface is declared");
            assertThat(link.receive(Frame.RELEASE).fields()).containsExactly(0L, 100_005L, 1L);
        }
    }

    // ---- answers

    @Test
    void answersThatCannotBeUnderstoodFailTheirCallOnly() throws Exception {
        try (RawLink link = link()) {
            Remote remote = link.host.borrow(5, Remote.class);
            List<Consumer<Output>> wrong = List.of(
                    out -> out.string("x"),
                    Output::nil,
                    out -> out.integer(1L << 40),
                    out -> out.array(0),
                    out -> out.tagged(Tags.INTEGER, new byte[0]),
                    out -> out.tagged(Tags.MINE, 1));
            for (Consumer<Output> each : wrong) {
                CompletableFuture<Integer> called = CompletableFuture.supplyAsync(remote::number);
                link.result(link.receive(Frame.CALL).number(0), each);
                assertThatThrownBy(() -> called.get(10, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(ValueException.class)
                        .hasMessageContaining("what number() of raw gave cannot be understood");
            }
            CompletableFuture<Object> stale = CompletableFuture.supplyAsync(remote::supplier);
            link.result(link.receive(Frame.CALL).number(0), out -> out.tagged(Tags.YOURS, 4711));
            assertThatThrownBy(() -> stale.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ValueException.class)
                    .hasMessageContaining("no object 4711");
            CompletableFuture<Integer> future = remote.later();
            link.result(link.receive(Frame.CALL).number(0), out -> out.tagged(Tags.YOURS, 4711));
            assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ValueException.class);
            link.result(987_654, Output::nil);
            assertThat(link.host.pending()).isZero();
            assertWorks(link, 1);
        }
    }

    @Test
    void extensions46_noClassIsLoadedByANameThatWasSent() throws Exception {
        try (RawLink link = link()) {
            Remote remote = link.host.borrow(5, Remote.class);
            for (String each : List.of("java.lang.OutOfMemoryError", "javax.script.ScriptEngineManager", "../x", "")) {
                CompletableFuture<Integer> called = CompletableFuture.supplyAsync(remote::number);
                failure(link, link.receive(Frame.CALL).number(0), each, 0);
                assertThatThrownBy(() -> called.get(10, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(RemoteExtensionException.class)
                        .hasMessageContaining(each);
            }
            CompletableFuture<Void> declared = CompletableFuture.runAsync(() -> {
                try {
                    remote.failing();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            failure(link, link.receive(Frame.CALL).number(0), "java.io.IOException", 100);
            assertThatThrownBy(() -> declared.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(java.io.UncheckedIOException.class);
            CompletableFuture<Integer> endless = CompletableFuture.supplyAsync(remote::number);
            failure(link, link.receive(Frame.CALL).number(0), "x", 500_000);
            assertThatThrownBy(() -> endless.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ValueException.class);
            assertWorks(link, 1);
        }
    }

    private static void failure(RawLink link, long id, String type, int frames) throws IOException {
        link.frame(out -> {
            out.array(3);
            out.integer(Frame.ERROR);
            out.integer(id);
            out.array(5);
            out.integer(0);
            out.string(type);
            out.nil();
            out.array(frames);
            for (int i = 0; i < frames; i++) {
                out.array(4);
                out.string("");
                out.string("");
                out.string("");
                out.integer(0);
            }
            out.nil();
        });
    }

    // ---- who does not do its part

    @Test
    void extensions58_aFloodOfAnswersForNobodyKeepsNoCallerForEver() throws Exception {
        try (RawLink link = link(Options.callTime(Duration.ofMillis(300)))) {
            Remote remote = link.host.borrow(5, Remote.class);
            byte[] one = RawLink.bytes(out -> {
                out.array(3);
                out.integer(Frame.RESULT);
                out.integer(987_654);
                // Takes longer to skip than to write.
                out.array(5000);
                for (int i = 0; i < 5000; i++) {
                    out.nil();
                }
            });
            java.io.ByteArrayOutputStream many = new java.io.ByteArrayOutputStream();
            for (int i = 0; i < 20; i++) {
                many.write(one);
            }
            byte[] flood = many.toByteArray();
            Thread flooding = new Thread(() -> {
                try {
                    while (true) {
                        link.out.write(flood);
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            flooding.setDaemon(true);
            flooding.start();
            long began = System.nanoTime();
            assertThatThrownBy(remote::number).isInstanceOf(CallTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void whoNeverReadsHoldsUpNobodyForEver() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (RawLink link = new RawLink(Options.all(Options.name("deaf"), Options.callTime(Duration.ofMillis(500))))) {
            link.host.lend(1, Service.class, service);
            link.host.start();
            link.frame(out -> RawLink.hello(out, Peer.VERSION));
            Remote remote = link.host.borrow(5, Remote.class);
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(callers.submit(() -> remote.take(new byte[1 << 20])));
            }
            // It does not read, but asks for what cannot be had.
            for (int i = 1; i < 2000; i++) {
                link.call(i, 0, 99, "x", out -> out.array(0));
            }
            int most = threads("deaf").size();
            for (Future<?> each : calls) {
                assertThatThrownBy(() -> each.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
                most = Math.max(most, threads("deaf").size());
            }
            assertThat(reason(link)).contains("does not read what it is sent");
            assertThat(most).isLessThan(100);
        } finally {
            callers.shutdownNow();
        }
        await().untilAsserted(() -> assertThat(threads("deaf")).isEmpty());
    }

    @Test
    void tooManyBytesThatWaitAreRefused() throws Exception {
        try (RawLink link = link(Options.frameBytes(1 << 16))) {
            for (int i = 1; i <= 9; i++) {
                link.call(i, 0, 1, "hold(byte[])", out -> {
                    out.array(1);
                    out.binary(new byte[60_000], 0, 60_000);
                });
            }
            assertThat(error(link, 9)).contains("hold(byte[]) was refused").contains("are more than 524288");
            assertThat(link.host.serving()).isEqualTo(8);
            service.held.complete("done");
            for (long i = 1; i <= 8; i++) {
                assertThat(link.receive(Frame.RESULT).fields()).contains("done");
            }
            link.call(10, 0, 1, "hold(byte[])", out -> {
                out.array(1);
                out.binary(new byte[60_000], 0, 60_000);
            });
            assertThat(link.receive(Frame.RESULT).fields()).containsExactly(10L, "done");
        }
    }
}
