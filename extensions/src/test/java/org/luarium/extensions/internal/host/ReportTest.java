// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.extension.Extension;
import org.luarium.extension.MethodStatistics;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.extension.spi.UnheardEventException;
import org.luarium.extensions.sample.Dictionary;
import org.luarium.extensions.sample.Unruly;

/** What extensions use of the host, and tell it: services, events, log lines, numbers. */
@Timeout(90)
class ReportTest {
    private final AtomicReference<Object> registry = new AtomicReference<>();
    private TestHost host;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost(type -> Optional.ofNullable(registry.get()).filter(type::isInstance));
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void line67_oneInstanceServesAllExtensions() throws Exception {
        Map<String, String> written = new ConcurrentHashMap<>();
        Dictionary shared = key -> String.valueOf(written.put("last", key));
        Unruly one = host.load(host.unruly("writer").grant(Dictionary.class, shared));
        Unruly other = host.load(host.unruly("reader").grant(Dictionary.class, shared));
        one.act("ask", "written by one");
        assertThat(other.act("ask", "x")).isEqualTo("written by one");
    }

    @Test
    void line68_whatWasNotGrantedIsRefused() throws Exception {
        Unruly service = host.load(host.unruly("curious").grant(Dictionary.class, key -> key));
        assertThatThrownBy(() -> service.act("askSecret", "x"))
                .hasMessageContaining("does not grant " + Unruly.class.getName())
                .hasMessageContaining("add ExtensionSpec.grant");
        assertThat(service.act("ask", "x")).isEqualTo("x");
    }

    @Test
    void line69_serviceMayComeAndGo() throws Exception {
        Unruly service = host.load(host.unruly("patient").grant(Dictionary.class));
        assertThatThrownBy(() -> service.act("ask", "x")).hasMessageContaining("the host has no service");
        registry.set((Dictionary) key -> "first " + key);
        assertThat(service.act("ask", "x")).isEqualTo("first x");
        registry.set(null);
        assertThatThrownBy(() -> service.act("ask", "x")).hasMessageContaining("the host has no service");
        registry.set((Dictionary) key -> "second " + key);
        assertThat(service.act("ask", "x")).isEqualTo("second x");
        assertThat(service.act("generation", "")).isEqualTo("1");
    }

    @Test
    void line72_grantIsReplacedForAScopeThroughTheRegistry() throws Exception {
        Unruly service = host.load(host.unruly("tested").grant(Dictionary.class));
        Object real = (Dictionary) key -> "real " + key;
        registry.set(real);
        try {
            registry.set((Dictionary) key -> "fake " + key);
            assertThat(service.act("ask", "x")).isEqualTo("fake x");
            throw new IllegalStateException("the test fails");
        } catch (IllegalStateException e) {
            registry.set(real);
        }
        assertThat(service.act("ask", "x")).isEqualTo("real x");
    }

    @Test
    void line74_line76_eventsComeOnceInOrderToTheirListeners() throws Exception {
        Extension extension = host.extensions.load(host.unruly("speaker").build());
        List<Object> numbers = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Object> map = new CompletableFuture<>();
        AutoCloseable one = extension.onEvent("number", (name, payload) -> numbers.add(payload));
        AutoCloseable other = extension.onEvent("map", (name, payload) -> map.complete(payload));
        extension.service(Unruly.class).act("emit", "500");
        extension.service(Unruly.class).act("emitMap", "map");
        assertThat(map.get(10, TimeUnit.SECONDS)).isEqualTo(Map.of("list", List.of(1L, "two", 3.5)));
        assertThat(numbers)
                .isEqualTo(IntStream.range(0, 500).mapToObj(Long::valueOf).toList());
        one.close();
        other.close();
        other.close();
    }

    @Test
    void line74_listenerThatListensTwiceEndsOneOfTheTwo() {
        Events events = new Events("x");
        List<String> heard = new ArrayList<>();
        org.luarium.extension.EventListener listener = (name, payload) -> heard.add(name);
        AutoCloseable first = events.listen("e", listener);
        AutoCloseable second = events.listen("e", listener);
        events.emit("e", null);
        assertThat(heard).hasSize(2);
        try {
            first.close();
            first.close();
            events.emit("e", null);
            assertThat(heard).hasSize(3);
            second.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        events.emit("e", null);
        assertThat(heard).hasSize(3);
        assertThat(events.unheard()).isEqualTo(1);
    }

    @Test
    void line75_unheardEventIsAnErrorOrCounted() throws Exception {
        Unruly strict = host.load(host.unruly("strict").strictEvents(true));
        assertThatThrownBy(() -> strict.act("emitMap", "nobody"))
                .hasMessageContaining("nobody listens to the event nobody")
                .satisfiesAnyOf(
                        e -> assertThat(e).isInstanceOf(UnheardEventException.class),
                        e -> assertThat(((RemoteExtensionException) e).remoteType())
                                .contains("UnheardEvent"));
        Extension lax = host.extensions.load(host.unruly("lax").build());
        lax.service(Unruly.class).act("emit", "7");
        await().until(() -> lax.info().unheardEvents() == 7);
    }

    @Test
    void line76_strictListenerIsAwaitedAndItsFailureIsThatOfTheEmitter() throws Exception {
        Extension strict =
                host.extensions.load(host.unruly("awaiting").strictEvents(true).build());
        CountDownLatch goOn = new CountDownLatch(1);
        AutoCloseable slow = strict.onEvent("slow", (name, payload) -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        AutoCloseable failing = strict.onEvent("failing", (name, payload) -> {
            throw new IllegalStateException("the listener fails");
        });
        CompletableFuture<Object> emitted = strict.invokeAsync("act", "emitMap", "slow");
        assertThatThrownBy(() -> strict.service(Unruly.class).act("emitMap", "failing"))
                .hasMessageContaining("the listener fails");
        assertThat(emitted).isNotDone();
        goOn.countDown();
        assertThat(emitted.get(10, TimeUnit.SECONDS)).isEqualTo("emitted");
        slow.close();
        failing.close();
    }

    @Test
    void line78_payloadThatCannotBeSentFailsInTheEmitter() throws Exception {
        Extension extension = host.extensions.load(host.unruly("thrower").build());
        assertThatThrownBy(() -> extension.service(Unruly.class).act("emitThread", "thread"))
                .hasMessageContaining("java.lang.Thread");
        extension.service(Unruly.class).act("emit", "1");
        await().until(() -> extension.info().unheardEvents() == 1);
    }

    @Test
    void line95_statisticsHaveTheCallsOfTheExtensionOnly() throws Exception {
        Extension extension = host.extensions.load(host.unruly("counted").build());
        Unruly service = extension.service(Unruly.class);
        for (int i = 0; i < 100; i++) {
            service.act("generation", "x".repeat(1000));
        }
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> service.act("unknown", "")).isNotNull();
        }
        extension.reload();
        List<MethodStatistics> all = extension.statistics();
        assertThat(all).hasSize(1);
        MethodStatistics row = all.get(0);
        assertThat(row.method()).isEqualTo("act(java.lang.String,java.lang.String)");
        assertThat(row.calls()).isEqualTo(103);
        assertThat(row.failures()).isEqualTo(3);
        assertThat(row.sentBytes()).isBetween(100_000L, 120_000L);
        assertThat(row.receivedBytes()).isPositive();
        assertThat(row.median()).isPositive().isLessThanOrEqualTo(row.p99());
        assertThat(row.p99()).isLessThanOrEqualTo(row.longest());
    }

    @Test
    void line95_flightRecorderHasCallsWhenItWantsThem() throws Exception {
        Unruly service = host.load(host.unruly("recorded"));
        Path file = Files.createTempFile("luarium-calls", ".jfr");
        assertThat(new CallEvent().isEnabled()).isFalse();
        try (Recording recording = new Recording()) {
            recording.enable("org.luarium.ExtensionCall");
            recording.start();
            service.act("generation", "");
            assertThatThrownBy(() -> service.act("unknown", "")).isNotNull();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(each -> each.getEventType().getName().equals("org.luarium.ExtensionCall"))
                .toList();
        assertThat(events).hasSize(2);
        assertThat(events.get(0).getString("extension")).isEqualTo("recorded");
        assertThat(events.get(0).getString("method")).startsWith("act(");
        assertThat(events.get(0).getDuration("nanos")).isPositive();
        assertThat(events.get(1).getBoolean("failed")).isTrue();
        assertThat(new CallEvent().isEnabled()).isFalse();
        Files.delete(file);
    }

    @Test
    void line96_linesReachTheLogWithNameAndLevel() throws Exception {
        String log = logged(() -> {
            Extension extension = host.extensions.load(host.unruly("Chatty one").build());
            Unruly service = extension.service(Unruly.class);
            service.act("log", "WARNING heed this");
            service.act("log", "ERROR and this");
            service.act("print", "printed größer");
            await().until(() -> extension.output().contains("printed"));
            extension.close();
        });
        assertThat(log)
                .containsPattern("WARN org.luarium.extension.Chatty_one - WARNING heed this")
                .containsPattern("ERROR org.luarium.extension.Chatty_one - ERROR and this")
                .containsPattern("INFO org.luarium.extension.Chatty_one - printed größer");
    }

    @Test
    void line96_repeatedLinesAreCountedAndDistinctOnesKept() {
        String log = logged(() -> {
            OutputLog output = new OutputLog("repeats");
            for (int i = 0; i < 50; i++) {
                output.write("WARNING", "same", "");
            }
            output.write("WARNING", "sam", "e");
            output.write("ERROR", "same", "");
            byte[] text = "one ü line\nhalf".getBytes(StandardCharsets.UTF_8);
            for (byte each : text) {
                output.output(new byte[] {each});
            }
            output.flush();
            assertThat(output.kept()).isEqualTo("one ü line\nhalf");
        });
        assertThat(log.lines().map(line -> line.replaceAll(".*?(WARN|ERROR|INFO) ", "$1 ")))
                .containsSubsequence(
                        "WARN org.luarium.extension.repeats - same",
                        "WARN org.luarium.extension.repeats - (the line before came 49 times more)",
                        "WARN org.luarium.extension.repeats - sam",
                        "ERROR org.luarium.extension.repeats - same",
                        "INFO org.luarium.extension.repeats - one ü line",
                        "INFO org.luarium.extension.repeats - half");
    }

    private interface Step {
        void run() throws Exception;
    }

    /** What the log of this JVM, which is its error output, gets meanwhile. */
    private static String logged(Step step) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            step.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
