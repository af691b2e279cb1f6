// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extensions.sample.Unruly;

/** Reloading while others call, and what is left of it: nothing. */
@Timeout(110)
class ReloadTest {
    private static final int CALLERS = 4;

    /** Links of processes that will be started later. */
    private static final Pattern PREPARED = Pattern.compile("/fifo/i\\d+");

    private TestHost host;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    /** What this JVM has of a machine. */
    private record Stock(int threads, int descriptors, int processes, Set<Path> files) {
        static Stock of(Path folder) throws IOException {
            int threads = (int) Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("luarium"))
                    .count();
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"));
                    Stream<Path> files = Files.walk(folder.resolve("run"))) {
                return new Stock(
                        threads,
                        (int) descriptors.count(),
                        (int) ProcessHandle.current().descendants().count(),
                        files.filter(each -> !PREPARED.matcher(each.toString()).find())
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
        }
    }

    private void assertBackAt(Stock before) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Stock now = Stock.of(host.folder);
            assertThat(now.threads).isLessThanOrEqualTo(before.threads);
            assertThat(now.descriptors).isLessThanOrEqualTo(before.descriptors);
            assertThat(now.processes).isLessThanOrEqualTo(before.processes);
            assertThat(now.files).hasSizeLessThanOrEqualTo(before.files.size());
            try (Stream<Path> links = Files.list(host.folder.resolve("run/fifo"))) {
                assertThat(links).hasSizeLessThan(20);
            }
        });
    }

    @Test
    void losesNoCallAndLeavesNothing() throws Exception {
        int reloads = Boolean.getBoolean("luarium.stress") ? 100 : 20;
        Extension extension = host.extensions.load(host.unruly("busy").build());
        Unruly service = extension.service(Unruly.class);
        service.act("generation", "");
        extension.reload();
        Stock before = Stock.of(host.folder);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        AtomicBoolean enough = new AtomicBoolean();
        LongAdder calls = new LongAdder();
        LongAccumulator longest = new LongAccumulator(Math::max, 0);
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(threads.submit(() -> {
                int last = 0;
                while (!enough.get()) {
                    long began = System.nanoTime();
                    int generation = Integer.parseInt(service.act("generation", ""));
                    longest.accumulate(System.nanoTime() - began);
                    assertThat(generation).isGreaterThanOrEqualTo(last);
                    last = generation;
                    calls.increment();
                }
                return null;
            }));
        }
        long[] took = new long[reloads];
        for (int i = 0; i < reloads; i++) {
            long began = System.nanoTime();
            extension.reload();
            took[i] = System.nanoTime() - began;
        }
        enough.set(true);
        for (Future<?> each : callers) {
            each.get();
        }
        threads.shutdown();
        Arrays.sort(took);
        System.out.println(reloads + " reloads, half of them within " + Duration.ofNanos(took[reloads / 2]) + "; "
                + calls.sum() + " calls, none failed, the longest delay " + Duration.ofNanos(longest.get()));
        assertThat(service.act("generation", "")).isEqualTo(Integer.toString(reloads + 2));
        assertThat(host.workFolders()).hasSize(1);
        assertBackAt(before);
    }

    @Test
    void reloadsByTheDescriptionThatIsThereWhenItsTurnComes() throws Exception {
        Extension extension = host.extensions.load(host.unruly("turn").build());
        ExtensionSpec changed = host.unruly("turn").setting("round", "two").build();
        Thread first = new Thread(() -> extension.reload(changed));
        first.start();
        await().until(() -> extension.info().generation() == 2);
        Thread second = new Thread(extension::reload);
        second.start();
        await().until(() -> second.getState() == Thread.State.WAITING || !first.isAlive());

        first.join(60_000);
        second.join(60_000);

        assertThat(extension.info().generation()).isEqualTo(3);
        assertThat(extension.spec().settings()).containsEntry("round", "two");
    }

    @Test
    void startsAndStopsQuicklyAndLeaveNothing() throws Exception {
        int rounds = 10;
        host.extensions.load(host.unruly("first").build()).close();
        Stock before = Stock.of(host.folder);
        long[] starts = new long[rounds];
        long[] stops = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long began = System.nanoTime();
            Extension extension = host.extensions.load(host.unruly("again").build());
            starts[i] = System.nanoTime() - began;
            began = System.nanoTime();
            extension.close();
            stops[i] = System.nanoTime() - began;
        }
        Arrays.sort(starts);
        Arrays.sort(stops);
        System.out.println("half of the starts within " + Duration.ofNanos(starts[rounds / 2]) + ", of the stops "
                + Duration.ofNanos(stops[rounds / 2]) + ", the best " + Duration.ofNanos(stops[0]));
        assertThat(host.workFolders()).isEmpty();
        assertBackAt(before);
    }

    @Test
    void failedStartsLeaveNothing() throws Exception {
        host.extensions.load(host.unruly("first").build()).close();
        Stock before = Stock.of(host.folder);
        for (String how : List.of("fail", "exit", "fail")) {
            for (boolean isolated : new boolean[] {true, false}) {
                if (isolated || how.equals("fail")) {
                    org.assertj.core.api.Assertions.assertThatThrownBy(() -> host.load(
                                    host.unruly("failing").isolated(isolated).setting("onLoaded", how)))
                            .hasMessageContaining("onLoaded");
                }
            }
        }
        assertThat(host.workFolders()).isEmpty();
        assertBackAt(before);
    }

    @Test
    void callbacksLeaveNothing() throws Exception {
        Extension extension = host.extensions.load(host.unruly("caller").build());
        Unruly service = extension.service(Unruly.class);
        for (int i = 0; i < 10_000; i++) {
            String text = Integer.toString(i);
            assertThat(service.back(given -> given + text, "x")).isEqualTo("x" + text);
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            // What nobody needs is told when the child collects its garbage.
            service.act("collect", "");
            assertThat(extension.info().lentObjects()).isLessThan(100);
        });
    }

    @Test
    void classesInThisJvmGoWithTheirGeneration() throws Exception {
        Extension extension =
                host.extensions.load(host.unruly("local").isolated(false).build());
        Unruly service = extension.service(Unruly.class);
        List<WeakReference<?>> loaders = new ArrayList<>();
        Stock before = Stock.of(host.folder);
        for (int i = 0; i < 5; i++) {
            assertThat(service.act("generation", "")).isEqualTo(Integer.toString(i + 1));
            service.act("showLoader", "luarium.test.loader");
            loaders.add((WeakReference<?>) System.getProperties().remove("luarium.test.loader"));
            assertThat(loaders.get(i).get()).isNotNull();
            extension.reload();
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            System.gc();
            assertThat(loaders).allMatch(each -> each.get() == null);
        });
        assertBackAt(before);
    }
}
