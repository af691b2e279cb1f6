// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.vm.EngineInfo;

@Timeout(60)
final class ProbeCacheTest {
    private static final Probe LUA = new Probe("Lua 5.4.6", "5.4", false, "", false);
    private static final Probe JIT = new Probe("LuaJIT 2.1", "5.1", true, "", false);
    private static final Probe OTHER = Probe.rejected("it is a teapot");

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("engine/probes");
    }

    private static Probe unexpected() {
        throw new AssertionError("probed again");
    }

    @Test
    void theNextJvmProbesNothing() {
        ProbeCache first = new ProbeCache(file());
        first.get("a", () -> LUA);
        first.get("b", () -> JIT);
        first.get("c", () -> OTHER);

        ProbeCache next = new ProbeCache(file());

        assertThat(next.get("a", ProbeCacheTest::unexpected)).isEqualTo(LUA);
        assertThat(next.get("b", ProbeCacheTest::unexpected)).isEqualTo(JIT);
        assertThat(next.get("c", ProbeCacheTest::unexpected)).isEqualTo(OTHER);
    }

    @Test
    void theNextJvmRunsNoInterpreter() {
        Machine.installed("lua5.4");
        CountingTools tools = new CountingTools();
        List<EngineInfo> first =
                Machine.catalog(folder.resolve("engine"), Machine.PATH, tools).list();
        int probes = tools.programs().size();

        List<EngineInfo> next =
                Machine.catalog(folder.resolve("engine"), Machine.PATH, tools).list();

        assertThat(next).isEqualTo(first);
        assertThat(tools.programs()).hasSize(probes);
    }

    @Test
    void anyDamageCostsAProbeAndIsRepaired() throws IOException {
        new ProbeCache(file()).get("a", () -> LUA);
        byte[] good = Files.readAllBytes(file());
        long seed = System.nanoTime();
        Random random = new Random(seed);

        for (int i = 0; i < 200; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            assertUseless(bad, "seed " + seed);
        }
        for (int length = 0; length < good.length; length++) {
            assertUseless(Arrays.copyOf(good, length), "length " + length);
        }
        assertUseless(new byte[10 << 20], "10 MiB");

        new ProbeCache(file()).get("a", () -> LUA);
        assertThat(file()).hasBinaryContent(good);
    }

    private void assertUseless(byte[] content, String what) throws IOException {
        Files.write(file(), content);
        assertThat(ProbeFile.read(file())).as(what).isEmpty();
    }

    @Test
    void aFileWithAGoodChecksumButOtherContentIsUseless() throws IOException {
        for (Probe probe : List.of(
                new Probe("Lua 5.9", "5.9", false, "", false),
                new Probe("Lua 5.4", "5.4", false, "and rejected", false),
                new Probe("", "", false, "", false))) {
            ProbeFile.write(file(), Map.of("a", probe));

            assertThat(ProbeFile.read(file())).isEmpty();
        }
    }

    @Test
    void whatCannotBeWrittenSafelyIsNotWritten() throws IOException {
        ProbeFile.write(file(), Map.of("new\nline", LUA, "tab\t", LUA, "x".repeat(5000), LUA, "good", LUA));

        assertThat(ProbeFile.read(file())).containsOnlyKeys("good");
    }

    @Test
    void theFileStaysSmall() throws IOException {
        Map<String, Probe> many = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            many.put("program " + i, LUA);
        }

        ProbeFile.write(file(), many);

        assertThat(Files.size(file())).isLessThan(64 * 1024);
        assertThat(ProbeFile.read(file())).isNotEmpty();
    }

    @Test
    void aPipeOrALinkInItsPlaceIsNotRead() throws Exception {
        Files.createDirectories(file().getParent());
        Process process = new ProcessBuilder("mkfifo", file().toString()).start();
        assertThat(process.waitFor()).isZero();
        assertThat(ProbeFile.read(file())).isEmpty();

        Files.delete(file());
        Path elsewhere = folder.resolve("elsewhere/probes");
        ProbeFile.write(elsewhere, Map.of("a", LUA));
        Files.createSymbolicLink(file(), elsewhere);
        assertThat(ProbeFile.read(file())).isEmpty();

        ProbeFile.write(file(), Map.of("b", LUA));
        assertThat(ProbeFile.read(file())).containsOnlyKeys("b");
        assertThat(ProbeFile.read(elsewhere)).containsOnlyKeys("a");
    }

    @Test
    void worksWithoutAPlaceForItsFile() throws IOException {
        Path occupied = Files.writeString(folder.resolve("occupied"), "");
        ProbeCache cache = new ProbeCache(occupied.resolve("probes"));

        cache.get("a", () -> LUA);

        assertThat(cache.get("a", ProbeCacheTest::unexpected)).isEqualTo(LUA);
    }

    @Test
    void manyThreadsShareOneProbe() throws Exception {
        ProbeCache cache = new ProbeCache(file());
        AtomicInteger probes = new AtomicInteger();

        List<Probe> answers = together(() -> cache.get("a", () -> {
            probes.incrementAndGet();
            return LUA;
        }));

        assertThat(answers).containsOnly(LUA);
        assertThat(probes).hasValue(1);
    }

    @Test
    void manyThreadsStartAnEmbeddedEngineOnce() throws Exception {
        CountingTools tools = new CountingTools();
        EngineCatalog catalog = Machine.catalog(folder.resolve("engine"), "", tools);

        List<Engine> engines = together(() -> catalog.resolve("embedded"));

        assertThat(engines).hasSize(8).containsOnly(engines.get(0));
        assertThat(tools.programs()).hasSize(1);
    }

    @Test
    void aFailureOfABusyMachineCountsForAWhileOnly() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        ProbeCache cache = new ProbeCache(file(), now::get);
        Probe busy = new Probe("", "", false, "it took too long", true);
        assertThat(cache.get("a", () -> busy)).isEqualTo(busy);

        now.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(cache.get("a", ProbeCacheTest::unexpected)).isEqualTo(busy);
        assertThat(cache.peek("a")).contains(busy);

        now.addAndGet(1);
        assertThat(cache.peek("a")).isEmpty();
        assertThat(cache.get("a", () -> LUA)).isEqualTo(LUA);
        now.addAndGet(Duration.ofDays(1).toNanos());
        assertThat(cache.get("a", ProbeCacheTest::unexpected)).isEqualTo(LUA);
    }

    @Test
    void aProbeThatFailsIsTriedAgain() {
        ProbeCache cache = new ProbeCache(file());

        try {
            cache.get("a", ProbeCacheTest::unexpected);
        } catch (AssertionError expected) {
            assertThat(expected).hasMessage("probed again");
        }

        assertThat(cache.get("a", () -> LUA)).isEqualTo(LUA);
    }

    private static <T> List<T> together(Callable<T> work) throws Exception {
        int threads = 8;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}
