// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionAlreadyLoadedException;
import org.luarium.extension.ExtensionStartException;
import org.luarium.extension.ExtensionState;
import org.luarium.extension.ExtensionStoppedException;
import org.luarium.extension.RestartPolicy;
import org.luarium.extensions.sample.Dictionary;
import org.luarium.extensions.sample.Unruly;
import org.osgi.framework.ServiceException;

@Timeout(90)
class LifeTest {
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private TestHost host;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    private String tell(String text) {
        told.add(text);
        return text;
    }

    @Test
    void line7_secondLoadIsRefusedAndTheFirstGoesOn() throws Exception {
        Unruly first = host.load(host.unruly("same"));
        assertThatThrownBy(() -> host.load(host.unruly("same")))
                .isInstanceOf(ExtensionAlreadyLoadedException.class)
                .hasMessageContaining("already loaded");
        // Another name for the same folder.
        assertThatThrownBy(() -> host.load(host.unruly("same_")))
                .isInstanceOf(ExtensionAlreadyLoadedException.class)
                .hasMessageContaining("as same");
        assertThat(first.act("generation", "")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void line21_line25_line26_hooksRunOnceInOrderAndMayCallTheHost(boolean isolated) throws Exception {
        Extension extension = host.extensions.load(host.unruly("hooks")
                .isolated(isolated)
                .grant(Dictionary.class, this::tell)
                .setting("created", "tell")
                .setting("beforeLoad", "tell")
                .setting("onLoaded", "tell")
                .setting("onStop", "tell")
                .build());
        assertThat(told).containsExactly("created 1", "beforeLoad 1", "onLoaded 1");
        extension.stop();
        assertThat(told).containsExactly("created 1", "beforeLoad 1", "onLoaded 1", "onStop 1");
    }

    @Test
    void line22_line73_nobodyCallsWhatIsHalfLoaded() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<Extension> loaded = thread.submit(() -> host.extensions.load(host.unruly("half")
                .grant(Dictionary.class, key -> {
                    loading.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return key;
                })
                .setting("onLoaded", "tell")
                .build()));
        loading.await();
        Extension half = host.extensions.get("half");
        assertThat(half.info().state()).isEqualTo(ExtensionState.STARTING);
        assertThat(host.registrations).isEmpty();
        assertThatThrownBy(() -> half.service(Unruly.class).act("generation", ""))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("starting");
        goOn.countDown();
        assertThat(loaded.get().service(Unruly.class).act("generation", "")).isEqualTo("1");
        assertThat(host.takeRegistrations()).containsExactly("published half 1");
        thread.shutdown();
    }

    @Test
    void line27_stopsTwiceAndStartsAgain() throws Exception {
        Extension extension = host.extensions.load(host.unruly("twice").build());
        Unruly service = extension.service(Unruly.class);
        extension.stop();
        extension.stop();
        assertThat(extension.info().state()).isEqualTo(ExtensionState.STOPPED);
        assertThatThrownBy(() -> service.act("generation", "")).hasMessageContaining("stopped");
        extension.reload();
        assertThat(service.act("generation", "")).isEqualTo("2");
        extension.close();
        extension.close();
        extension.stop();
        assertThatThrownBy(extension::reload).isInstanceOf(ExtensionStoppedException.class);
        assertThat(host.extensions.list()).isEmpty();
        assertThat(host.workFolders()).isEmpty();
    }

    @Test
    void line29_oneThatDoesNotStopKeepsNoOtherFromIt() throws Exception {
        Extension good = host.extensions.load(host.unruly("good").build());
        Extension bad = host.extensions.load(
                host.unruly("bad").setting("onStop", "fail").build());
        Extension slow = host.extensions.load(host.unruly("slow")
                .setting("onStop", "hang")
                .stopTime(Duration.ofMillis(500))
                .build());
        host.extensions.close();
        for (Extension each : List.of(good, bad, slow)) {
            assertThat(each.info().state()).isEqualTo(ExtensionState.STOPPED);
        }
        assertThat(host.workFolders()).isEmpty();
    }

    @Test
    void line33_tenFirstCallsStartItOnce() throws Exception {
        Extension extension = host.extensions.load(
                host.unruly("lazy").restart(RestartPolicy.ON_DEMAND).build());
        Unruly service = extension.service(Unruly.class);
        assertThatThrownBy(() -> service.act("die", "by order")).isInstanceOf(ServiceException.class);
        await().until(() -> extension.info().state() == ExtensionState.RESTARTING);
        ExecutorService threads = Executors.newFixedThreadPool(10);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(threads.submit(() -> service.act("generation", "")));
        }
        for (Future<String> each : answers) {
            assertThat(each.get()).isEqualTo("2");
        }
        threads.shutdown();
        // Who calls the service has it started, so it stays.
        assertThat(host.takeRegistrations()).doesNotContain("withdrawn lazy");
    }

    @Test
    void line33_tenFirstCallsOfOneThatCannotStartShareTheFailure() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        CountDownLatch waiting = new CountDownLatch(9);
        Extension extension = host.extensions.load(host.unruly("lost")
                .restart(RestartPolicy.ON_DEMAND)
                .grant(Dictionary.class, key -> {
                    tell(key);
                    if (!key.endsWith(" 1")) {
                        await().until(() -> waiting.getCount() == 0);
                        throw new IllegalStateException("not again");
                    }
                    return key;
                })
                .setting("onLoaded", "tell")
                .build());
        Unruly service = extension.service(Unruly.class);
        assertThatThrownBy(() -> service.act("die", "by order")).isInstanceOf(ServiceException.class);
        await().until(() -> extension.info().state() == ExtensionState.RESTARTING);
        List<Future<?>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(threads.submit(() -> {
                waiting.countDown();
                assertThatThrownBy(() -> service.act("generation", ""))
                        .isInstanceOf(ServiceException.class)
                        .hasMessageContaining("not again");
            }));
        }
        for (Future<?> each : answers) {
            each.get();
        }
        threads.shutdown();
        assertThat(told).hasSizeBetween(2, 3);
    }

    @Test
    void line34_listenersHearOfLaterProcesses() throws Exception {
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        Extension extension = host.extensions.load(
                host.unruly("heard").setting("onLoaded", "emit").build());
        AutoCloseable handle = extension.onEvent("hook", (name, payload) -> heard.add(payload));
        extension.reload();
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("onLoaded 2");
        assertThatThrownBy(() -> extension.service(Unruly.class).act("die", "now"));
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("onLoaded 3");
        handle.close();
        extension.reload();
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "exit", "hang"})
    void line37_reloadThatFailsLeavesTheOldOne(String how) throws Exception {
        Extension extension = host.extensions.load(host.unruly("kept").build());
        Unruly service = extension.service(Unruly.class);
        assertThatThrownBy(() -> extension.reload(extension.spec().toBuilder()
                        .setting("onLoaded", how)
                        .startTime(Duration.ofSeconds(how.equals("hang") ? 4 : 10))
                        .build()))
                .isInstanceOf(ExtensionStartException.class)
                .hasMessageContaining(
                        switch (how) {
                            case "fail" -> "onLoaded fails as it was told";
                            case "exit" -> "onLoaded ends it";
                            default -> "it was not ready within PT4S";
                        });
        assertThat(service.act("generation", "")).isEqualTo("1");
        assertThat(extension.spec().settings()).isEmpty();
        assertThat(host.workFolders()).hasSize(1);
    }

    @Test
    void fiveEndsInAMinuteAreAFailureAndReloadHelps() throws Exception {
        Extension extension = host.extensions.load(host.unruly("crashing").build());
        Unruly service = extension.service(Unruly.class);
        for (int i = 1; i <= 5; i++) {
            String generation = Integer.toString(i);
            await().atMost(Duration.ofSeconds(20)).until(() -> extension.info().state() == ExtensionState.READY);
            assertThat(service.act("generation", "")).isEqualTo(generation);
            assertThatThrownBy(() -> service.act("die", "end " + generation)).isInstanceOf(ServiceException.class);
            int dead = i;
            await().until(() ->
                    extension.info().generation() > dead || extension.info().state() != ExtensionState.READY);
        }
        assertThat(extension.info().state()).isEqualTo(ExtensionState.FAILED);
        assertThat(extension.info().problem().orElseThrow()).contains("exit code 7", "5th end within a minute");
        assertThatThrownBy(() -> service.act("generation", "")).hasMessageContaining("5th end within a minute");
        extension.reload();
        assertThat(service.act("generation", "")).isEqualTo("6");
    }

    @Test
    void neverIsNever() throws Exception {
        Extension extension = host.extensions.load(
                host.unruly("once").restart(RestartPolicy.NEVER).build());
        assertThatThrownBy(() -> extension.service(Unruly.class).act("die", "last words"));
        await().until(() -> extension.info().state() == ExtensionState.FAILED);
        assertThat(extension.info().problem().orElseThrow()).contains("exit code 7", "last words");
        await().until(() -> host.takeRegistrations().contains("withdrawn once"));
    }

    @Test
    void nameOfAnyScriptAndLengthCanBeLoaded() throws Exception {
        assertThat(host.load(host.unruly("Größe 日本 " + "x".repeat(80))).act("generation", ""))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callbackMayStopAndReload(boolean isolated) throws Exception {
        Extension extension = host.extensions.load(host.unruly("turned")
                .isolated(isolated)
                .stopTime(Duration.ofSeconds(20))
                .build());
        Unruly service = extension.service(Unruly.class);
        long began = System.nanoTime();
        assertThat(service.back(
                        text -> {
                            extension.reload();
                            return text;
                        },
                        "reloaded"))
                .isEqualTo("reloaded");
        assertThat(service.act("generation", "")).isEqualTo("2");
        assertThat(service.back(
                        text -> {
                            extension.stop();
                            return text;
                        },
                        "stopped"))
                .isEqualTo("stopped");
        extension.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        await().until(() -> host.workFolders().isEmpty());
    }

    @Test
    void hookCannotStopWhatIsStarting() throws Exception {
        assertThatThrownBy(() -> host.load(host.unruly("early")
                        .grant(Dictionary.class, key -> {
                            host.extensions.get("early").stop();
                            return key;
                        })
                        .setting("onLoaded", "tell")))
                .isInstanceOf(ExtensionStartException.class)
                .hasMessageContaining("by what its own hook calls while it starts or stops");
        assertThat(host.extensions.list()).isEmpty();
        assertThat(host.workFolders()).isEmpty();
    }

    @Test
    void listenerOfItsEventsMayStopIt() throws Exception {
        Extension extension = host.extensions.load(host.unruly("halted")
                .strictEvents(true)
                .stopTime(Duration.ofSeconds(20))
                .build());
        CountDownLatch heard = new CountDownLatch(1);
        AutoCloseable handle = extension.onEvent("enough", (name, payload) -> {
            extension.stop();
            heard.countDown();
        });
        assertThat(extension.service(Unruly.class).act("emitMap", "enough")).isEqualTo("emitted");
        handle.close();
        assertThat(heard.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(extension.info().state()).isEqualTo(ExtensionState.STOPPED);
    }

    @Test
    void stopReloadAndCrashesAtOnceEndInOrder() throws Exception {
        Extension extension = host.extensions.load(host.unruly("torn").build());
        Unruly service = extension.service(Unruly.class);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int kind = i;
            all.add(threads.submit(() -> {
                for (int round = 0; round < 6; round++) {
                    switch (kind) {
                        case 0 -> extension.stop();
                        case 1 -> extension.reload();
                        case 2 ->
                            assertThatThrownBy(() -> service.act("die", "torn")).isNotNull();
                        default -> extension.info();
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        extension.reload();
        assertThat(service.act("property", "java.io.tmpdir")).isEqualTo("/tmp");
        await().untilAsserted(() -> assertThat(host.workFolders()).hasSize(1));
        extension.close();
        assertThat(host.workFolders()).isEmpty();
        List<String> registrations = host.takeRegistrations();
        assertThat(registrations.get(registrations.size() - 1)).isEqualTo("withdrawn torn");
    }
}
