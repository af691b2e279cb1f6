// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.luarium.store.FetchException;
import org.luarium.store.HashMismatchException;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.StoreAccessException;

final class DownloaderTest extends Downloading {
    @Test
    void fetch124_goodSha256IsThereUnderTheNameAskedFor() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));

        Fetched fetched = fetch(request("/a").build());

        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(fetched.size()).isEqualTo(CONTENT.length);
        assertThat(fetched.hash().hex()).isEqualTo(hash("SHA-256", CONTENT));
        assertThat(partials).isEmptyDirectory();
    }

    @Test
    void emptyFileIsAFile() throws Exception {
        serve("/a", exchange -> exchange.sendResponseHeaders(200, -1));

        fetch(FetchRequest.of(uri("/a")).sha256(hash("SHA-256", new byte[0])).build());

        assertThat(target).isEmptyFile();
    }

    @Test
    void fetch127_addressWithoutHashIsRefusedUnlessCheckedElsewhere() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));

        assertThatThrownBy(() -> fetch(FetchRequest.of(uri("/a")).build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("give its sha256");
        assertThat(asked).isEmpty();

        fetch(FetchRequest.of(uri("/a")).unchecked().build());
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void fetch127_hashOfALocalFileIsComputed() throws Exception {
        Path file = Files.write(folder.resolve("local file"), CONTENT);

        Fetched fetched = fetch(FetchRequest.parse(file.toString()).build());

        assertThat(fetched.hash().hex()).isEqualTo(hash("SHA-256", CONTENT));
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void fetch128_sha256AndSha1AreBothChecked() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));
        String sha1 = hash("SHA-1", CONTENT).toUpperCase(Locale.ROOT);

        assertThatThrownBy(() -> fetch(request("/a").sha1("0".repeat(40)).build()))
                .isInstanceOfSatisfying(HashMismatchException.class, e -> {
                    assertThat(e.expected()).isEqualTo("sha1:" + "0".repeat(40));
                    assertThat(e.actual()).isEqualToIgnoringCase("sha1:" + sha1);
                });
        assertThatThrownBy(() -> fetch(FetchRequest.of(uri("/a"))
                        .sha256("0".repeat(64))
                        .sha1(sha1)
                        .build()))
                .isInstanceOf(HashMismatchException.class)
                .hasMessageContaining("sha256:");
        assertNothingLeft();

        fetch(request("/a").sha1(sha1).build());
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void d12_wrongBytesDoNotPoisonTheNextAttempt() throws Exception {
        AtomicInteger times = new AtomicInteger();
        serve("/a", exchange -> {
            exchange.getResponseHeaders().add("ETag", "\"same\"");
            send(exchange, 200, times.getAndIncrement() == 0 ? new byte[CONTENT.length] : CONTENT);
        });

        assertThatThrownBy(() -> fetch(request("/a").build())).isInstanceOf(HashMismatchException.class);
        assertNothingLeft();

        fetch(request("/a").build());
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void fetch132_fileAddressIsCopiedAndChecked() throws Exception {
        Path file = Files.write(folder.resolve("local"), CONTENT);

        assertThatThrownBy(() -> fetch(
                        FetchRequest.of(file.toUri()).sha256("0".repeat(64)).build()))
                .isInstanceOf(HashMismatchException.class);
        assertNothingLeft();

        fetch(FetchRequest.of(file.toUri()).sha256(hash("SHA-256", CONTENT)).build());
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void fetch132_redirectsAreFollowed() throws Exception {
        serve("/a", exchange -> redirect(exchange, "/b?x=1"));
        serve("/b", exchange -> redirect(exchange, uri("/c").toString()));
        serve("/c", exchange -> send(exchange, 200, CONTENT));

        fetch(request("/a").build());

        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void progressTellsReceivedAndTotal() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));
        List<List<Long>> heard = new ArrayList<>();

        downloader.fetch(
                request("/a").build(), target, (received, total) -> heard.add(List.of(received, total)), () -> false);

        assertThat(heard).startsWith(List.of(0L, 300_000L)).endsWith(List.of(300_000L, 300_000L));
    }

    @Test
    void progressWithoutTotalTellsMinusOne() throws Exception {
        serve("/a", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(CONTENT);
        });
        List<Long> totals = new CopyOnWriteArrayList<>();

        downloader.fetch(request("/a").build(), target, (received, total) -> totals.add(total), () -> false);

        assertThat(totals).containsOnly(-1L);
    }

    @Test
    void targetMayBeOnAnotherFileSystem() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));
        Path other = Files.createTempDirectory(Path.of("/dev/shm"), "luarium-test");
        try {
            downloader.fetch(request("/a").build(), other.resolve("file"), Progress.NONE, () -> false);

            assertThat(other).isDirectoryContaining("glob:**/file");
            assertThat(other.resolve("file")).hasBinaryContent(CONTENT);
            assertThat(partials).isEmptyDirectory();
        } finally {
            Files.deleteIfExists(other.resolve("file"));
            Files.delete(other);
        }
    }

    @Test
    void existingTargetIsKept() throws Exception {
        Files.writeString(target, "mine");

        assertThatThrownBy(() -> fetch(request("/a").build())).isInstanceOf(StoreAccessException.class);

        assertThat(target).hasContent("mine");
    }

    @Test
    void manyWhoFetchTheSameAllGetIt() throws Exception {
        int many = 8;
        CountDownLatch all = new CountDownLatch(many);
        serve("/a", exchange -> {
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 100_000);
            exchange.getResponseBody().flush();
            all.countDown();
            try {
                all.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.getResponseBody().write(CONTENT, 100_000, 200_000);
        });
        ExecutorService threads = Executors.newFixedThreadPool(many);
        // Two downloaders stand for two processes
        try (Downloader second = new Downloader(partials, Timing.DEFAULT)) {
            List<Future<?>> fetches = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                Path own = folder.resolve("own" + i);
                Downloader used = i % 2 == 0 ? downloader : second;
                FetchRequest request = request("/a").build();
                fetches.add(threads.submit(() -> used.fetch(request, own, Progress.NONE, () -> false)));
            }
            for (Future<?> fetch : fetches) {
                fetch.get();
            }
        } finally {
            threads.shutdownNow();
        }

        for (int i = 0; i < many; i++) {
            assertThat(folder.resolve("own" + i)).hasBinaryContent(CONTENT);
        }
        assertThat(partials).isEmptyDirectory();
    }

    @Test
    void closingEndsTheThreads() throws Exception {
        serve("/a", exchange -> send(exchange, 200, CONTENT));
        List<Thread> before = threads();
        try (Downloader own = new Downloader(partials, Timing.DEFAULT)) {
            own.fetch(request("/a").build(), target, Progress.NONE, () -> false);
            assertThat(threads()).hasSizeGreaterThan(before.size()).allMatch(Thread::isDaemon);
        }

        // The selector's thread ends once the client was collected
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    System.gc();
                    assertThat(threads()).isSubsetOf(before);
                });
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t ->
                        t.getName().startsWith("luarium-fetch-") || t.getName().startsWith("HttpClient-"))
                .toList();
    }

    @Test
    void closedDownloaderSaysSo() {
        downloader.close();
        downloader.close();

        assertThatThrownBy(() -> fetch(request("/a").build())).isInstanceOf(RealizeCancelledException.class);
    }

    @Test
    void hashesThatAreNoneAreRefused() {
        for (String hash : Stream.of("", "xyz", "0".repeat(63), "g".repeat(64)).toList()) {
            assertThatThrownBy(() -> FetchRequest.of(uri("/a")).sha256(hash))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
