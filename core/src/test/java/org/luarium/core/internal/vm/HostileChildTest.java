// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.core.internal.process.Folders;
import org.luarium.isolate.Limits;
import org.luarium.isolate.LinkException;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;

/** Children that break the link: each gives one typed error within its bound, and no other VM notices. */
class HostileChildTest {
    private static final Duration WALL = Duration.ofSeconds(5);

    private TestHost host;
    private HostileEngine hostile;
    private Vm bystander;

    @BeforeEach
    void start() throws IOException {
        host = TestHost.fifo();
        hostile = new HostileEngine();
        bystander = host.manager().create("bystander");
        bystander.execute("x = 1");
    }

    @AfterEach
    void stop() throws IOException {
        try {
            assertThat(bystander.execute("return x").value().asLong()).isEqualTo(1);
        } finally {
            host.close();
            hostile.close();
        }
    }

    private Vm create(String how) {
        return hostile.create(host, "h", how, Duration.ofMillis(400), WALL);
    }

    @ParameterizedTest
    @CsvSource({
        "dies, ended with exit code 3",
        "hangs, did not answer within PT0.4S",
        "isKilled, ended with killed by signal 9",
        "stops, did not answer within PT0.4S",
        "isSilent, did not answer within PT0.4S",
        "babbles, frame of",
        "floods, frame of",
        "trickles, did not answer within PT0.4S",
        "closes, did not answer within PT0.4S",
        "greetsWrongly, did not greet"
    })
    void failsToStartWithTheReason(String how, String reason) {
        long began = System.nanoTime();

        Throwable failure = catchThrowable(() -> create(how));

        assertThat(failure).isInstanceOf(LuaProcessException.class).hasMessageContaining(reason);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        assertThat(host.manager().find("h")).isEmpty();
        assertThat(host.host().isolates()).hasSize(1);
    }

    @Test
    void failsToStartWhatCannotBeExecuted() {
        Throwable failure = catchThrowable(
                () -> hostile.create(host, "h", hostile.starting("/nowhere/lua", ""), Duration.ofSeconds(5), WALL));

        assertThat(failure).isInstanceOf(LuaProcessException.class).hasMessageContaining("no such file or directory");
        assertThat(host.manager().find("h")).isEmpty();
    }

    @Test
    void leavesNothingBehindWhenItDoesNotStart(@TempDir Path folder) throws IOException {
        String[] starts = {"dies", "isSilent", "stops", "babbles", "closes", "greetsWrongly"};
        try (TestHost other = new TestHost("fifo", HostConfig.defaults(), folder)) {
            Runnable round = () -> {
                for (String how : starts) {
                    assertThatThrownBy(() -> hostile.create(other, "h", how, Duration.ofMillis(400), WALL))
                            .isInstanceOf(LuaProcessException.class);
                }
            };
            // FIFOs are made for a dozen processes at once.
            round.run();
            round.run();
            Accounting before = Accounting.of(folder);

            round.run();
            round.run();

            Accounting.assertBackInNumber(before, folder);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dies", "properly"})
    void goesOnWithTheSourceOfTheLinkWhenAnEngineDoesNotCompileIt(String how, @TempDir Path folder) throws IOException {
        FifoLauncher launcher = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")));
        Sandbox sandbox = TestHost.sandbox(launcher, folder, Tier.NAMESPACES);
        try (ProcessFactory factory = new ProcessFactory(launcher, new BootScript(folder), sandbox)) {
            Engine engine = hostile.starting(how);

            factory.compile(engine);

            assertThat(factory.parses(engine)).isTrue();
        }
    }

    @Test
    void quotesWhatItsInterpreterWroteBeforeItDied() {
        assertThatThrownBy(() -> create("dies"))
                .isInstanceOfSatisfying(
                        LuaProcessException.class, e -> assertThat(e.stderr()).isEqualTo("cannot find my library"))
                .hasMessageContaining("cannot find my library");
    }

    @ParameterizedTest
    @CsvSource({
        "lengthTooShort, frame ends too early",
        "lengthZero, frame of 0 bytes",
        "lengthHuge, frame of 4294967295 bytes",
        "notAnArray, does not begin with an array",
        "unknownFrame, unknown frame type 99",
        "answersUnaskedForEver, too many frames out of turn",
        "deepValues, nested more than 128 deep",
        "hugeArray, not MessagePack",
        "hugeMap, a collection of 2147483647 values",
        "hugeString, not MessagePack",
        "claimsOverClaims, not MessagePack",
        "keyNaN, not MessagePack",
        "keyNil, the key nil",
        "unknownExtension, unknown kind 99",
        "hugeInteger, not MessagePack",
        "reservedByte, not MessagePack",
        "valuesCutOff, not MessagePack",
        "outputCutOff, byte string longer than its frame",
        "blamesTheLink, it found the link broken"
    })
    void endsAChildThatBreaksTheLink(String how, String reason) {
        Vm vm = create("properly");

        assertThatThrownBy(() -> vm.execute(how))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining(reason);

        assertThat(vm.execute("ok").value().asString()).isEqualTo("ok");
        assertThatThrownBy(() -> vm.executeAsync(how).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(LinkException.class)
                .hasMessageContaining(reason);
        assertThat(vm.executeAsync("ok").join().value().asString()).isEqualTo("ok");
    }

    @Test
    void reservesNoMemoryForClaims() {
        Vm vm = create("properly");
        var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();

        assertThatThrownBy(() -> vm.execute("claimsOverClaims")).isInstanceOf(LinkException.class);

        // 100 lists of 1,000,000 would take 400 MB; the frame has 1 MB, and one list is really filled.
        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(100L << 20);
    }

    @Test
    void takesEachAnswerForItsOwnCallOnly() {
        Vm vm = create("properly");

        assertThat(vm.execute("answersTwice").value().asString()).isEqualTo("first");
        assertThat(vm.execute("ok").value().asString()).isEqualTo("ok");
        assertThat(vm.execute("answersUnasked").value().asString()).isEqualTo("asked");
        assertThat(vm.executeAsync("answersTwice").join().value().asString()).isEqualTo("first");
        assertThat(vm.executeAsync("ok").join().value().asString()).isEqualTo("ok");
    }

    @Test
    void waitsForAnAnswerThatTrickles() {
        Vm vm = create("properly");

        assertThat(vm.execute("trickles").value().asString()).isEqualTo("slow");
        assertThat(vm.executeAsync("trickles").join().value().asString()).isEqualTo("slow");
    }

    @Test
    void tellsTheChildThatThereIsNoSuchHostFunction() {
        assertThat(create("properly").execute("callsNothing").value().asString())
                .isEqualTo("provides no function");
    }

    @ParameterizedTest
    @CsvSource({"halfFrame, EXITED", "dies, EXITED"})
    void reportsAnEndInTheMiddle(String how, Outcome outcome) {
        Vm vm = create("properly");

        ExecutionResult result = vm.execute(how);

        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.stateLost()).isTrue();
        assertThatThrownBy(() -> vm.execute("ok")).isInstanceOf(LuaProcessException.class);
        vm.reset();
        assertThat(vm.execute("ok").value().asString()).isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource({"halfFrame, EXITED", "dies, EXITED"})
    void reportsAnEndInTheMiddleToOneWhoDoesNotWait(String how, Outcome outcome) {
        Vm vm = create("properly");

        ExecutionResult result = vm.executeAsync(how).join();

        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.stateLost()).isTrue();
    }

    @Test
    void endsAChildThatClosesItsChannel() {
        Vm vm = create("properly");
        long began = System.nanoTime();

        assertThatThrownBy(() -> vm.execute("closes"))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("closed its end");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(vm.execute("ok").value().asString()).isEqualTo("ok");
    }

    @Test
    void noticesThatAChildClosedItsChannelWhenNobodyWaits() {
        Vm vm = create("properly");
        long began = System.nanoTime();

        assertThatThrownBy(() -> vm.executeAsync("closes").join())
                .hasCauseInstanceOf(LinkException.class)
                .hasMessageContaining("closed its end");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(vm.executeAsync("ok").join().value().asString()).isEqualTo("ok");
    }

    @Test
    void readsWhatAChildSentBeforeItClosedItsChannel() {
        Vm vm = create("properly");

        assertThat(vm.executeAsync("answersAndCloses").join().value().asString())
                .isEqualTo("last");
        assertThatThrownBy(() -> vm.executeAsync("ok").join()).hasCauseInstanceOf(LinkException.class);
        assertThat(vm.executeAsync("ok").join().value().asString()).isEqualTo("ok");
    }

    @Test
    void waitsForAChildThatIsQuiet() {
        Vm vm = create("properly");

        assertThat(vm.executeAsync("isQuiet").join().value().asString()).isEqualTo("at last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"halfFrameAndWaits", "ignoresInterrupts"})
    void endsAChildThatNeverAnswersAtTheTimeout(String how) {
        Vm vm = create("properly");

        ExecutionResult result = vm.execute(Script.of(how).withTimeout(Duration.ofMillis(100)));

        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(result.stateLost()).isTrue();
        assertThat(result.usage().elapsed()).isLessThan(Duration.ofSeconds(5));
        assertThat(vm.execute("ok").value().asString()).isEqualTo("ok");
    }

    /** Threads that serve all VMs never run the listener of one. */
    @ParameterizedTest
    @ValueSource(strings = {"complains", "diesLoudly"})
    void holdsUpNobodyWhileItsLastWordsAreHeard(String how) {
        Vm vm = create("properly");
        Vm other = host.manager().create("other");
        AtomicReference<Outcome> seen = new AtomicReference<>();
        Script endless = Script.of("while true do end").withTimeout(Duration.ofMillis(100));
        Script script = Script.of(how).withOutput((stream, bytes) -> {
            // This takes the poller, the watchdog and a worker.
            seen.compareAndSet(
                    null,
                    other.executeAsync(endless)
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join()
                            .outcome());
        });

        vm.executeAsync(script).orTimeout(10, TimeUnit.SECONDS).join();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(seen.get()).isEqualTo(Outcome.TIMEOUT));
    }

    @Test
    void waitsInBoundsForTheAnswerAfterAnInterrupt() {
        Limits patient = Limits.builder().grace(Duration.ofSeconds(20)).build();
        Vm vm = hostile.create(host, "h", hostile.starting("properly"), patient);

        ExecutionResult result = vm.execute(Script.of("ignoresSync").withTimeout(Duration.ofMillis(100)));

        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(result.stateLost()).isTrue();
        assertThat(result.usage().elapsed()).isLessThan(Duration.ofSeconds(10));
        assertThat(vm.execute("ok").value().asString()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"floodsOutput", "floodsErrors"})
    void cutsAFloodAtTheOutputLimit(String how) {
        Vm vm = create("properly");

        ExecutionResult result = vm.execute(Script.of(how).withOutputLimit(1_000_000));

        assertThat(result.outcome()).isEqualTo(Outcome.OUTPUT_LIMIT);
        assertThat(result.stdoutBytes()).hasSize(1_000_000);
        assertThat(vm.execute("ok").value().asString()).isEqualTo("ok");
    }
}
