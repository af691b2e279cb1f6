// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.tree.TreeFixture.make;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Hash;
import org.luarium.store.internal.DocumentedVectors;

final class TreeHasherTest {
    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    private Path tree;

    @BeforeEach
    void setUp() {
        tree = folder.resolve("tree");
    }

    @AfterEach
    void deleteAll() throws IOException {
        Trees.delete(folder);
    }

    @TestFactory
    Stream<DynamicTest> vectors() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        String name = "";
        for (String line : DocumentedVectors.block("tree empty")) {
            if (line.startsWith("tree ")) {
                name = line.substring(5);
            } else if (line.startsWith("hash ")) {
                List<String> entries = List.copyOf(lines);
                lines.clear();
                Path top = folder.resolve("vector" + tests.size());
                tests.add(DynamicTest.dynamicTest(
                        name, () -> assertThat(hash(make(top, entries))).isEqualTo(new Hash(line.substring(5)))));
            } else if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        assertThat(tests).hasSizeGreaterThan(10);
        return tests.stream();
    }

    @Test
    void hash89_mtimeOwnerListingOrderAndUmaskDoNotCount() throws IOException {
        make(tree, "d .", "f a 1", "x b 2", "d c", "f c/d 3");
        Path other = make(folder.resolve("other"), "d c", "f c/d 3", "x b 2", "f a 1");
        Files.setLastModifiedTime(other.resolve("a"), FileTime.fromMillis(12_345_000));
        Files.setLastModifiedTime(other.resolve("c"), FileTime.fromMillis(12_345_000));
        Stat.setMode(other.resolve("a"), 0600);
        Stat.setMode(other.resolve("b"), 0700);
        Stat.setMode(other.resolve("c"), 02700);
        if ((Integer) Files.getAttribute(tree, "unix:uid") == 0) {
            Files.setAttribute(other.resolve("a"), "unix:uid", 65534);
        }

        assertThat(hash(other)).isEqualTo(hash(tree));
    }

    @Test
    void hash90_linksAreNotFollowed() throws IOException {
        make(tree, "d folder", "f folder/a 1", "l link folder", "l self .", "l dangling nowhere");
        Hash before = hash(tree);
        HashedTree result = new TreeHasher(1).hash(tree, Progress.NONE);

        assertThat(result.files()).isOne();
        Files.delete(tree.resolve("link"));
        make(tree, "d link", "f link/a 1");
        assertThat(hash(tree)).isNotEqualTo(before);
    }

    @Test
    @Tag("slow")
    void hash91_isTheSameInEveryLocale() throws Exception {
        make(
                tree,
                "f \\xff\\xfe 1",
                "f é 2",
                "d ü",
                "f ü/ß 3",
                "l ö ü/ß",
                "l \\xfe \\xff\\xfe/..//x",
                "l abs /é/\\xff");
        for (String locale : List.of("C", "C.UTF-8", "POSIX")) {
            assertThat(hashInChild(locale)).as(locale).isEqualTo(hash(tree).hex());
        }
    }

    @Test
    void hash92_differsWhereOldStoresSawNoDifference() throws IOException {
        List<String[]> trees = List.of(
                new String[] {"d .", "f a x"},
                new String[] {"d .", "f b x"},
                new String[] {"d .", "f _b x"},
                new String[] {"d .", "x a x"},
                new String[] {"d .", "l a x"},
                new String[] {"d .", "d a"},
                new String[] {"d .", "d a", "f a/a x"},
                new String[] {"d .", "f a x", "d b"},
                new String[] {"d .", "f a xy", "f b"},
                new String[] {"d .", "f a x", "f b y"},
                new String[] {"d ."},
                new String[] {"f . x"},
                new String[] {"x . x"},
                new String[] {"f ."});
        List<Hash> hashes = new ArrayList<>();
        for (String[] lines : trees) {
            hashes.add(hash(make(folder.resolve("tree" + hashes.size()), lines)));
        }

        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    @Tag("slow")
    void hash93_twoGibibytesNeedLittleMemory() throws Exception {
        Files.createDirectory(tree);
        try (RandomAccessFile file = new RandomAccessFile(tree.resolve("big").toFile(), "rw")) {
            file.setLength(2L << 30);
        }

        assertThat(hashInChild("C.UTF-8", "-Xmx64m")).hasSize(64);
    }

    @Test
    void hash94_manyThreadsFindTheSameHash() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            lines.add("f d" + i % 50 + "/e" + i % 7 + "/f" + i + " " + "-".repeat(i % 100));
        }
        make(tree, lines);
        Files.write(tree.resolve("big"), new byte[5 << 20]);
        HashedTree expected = new TreeHasher(1).hash(tree, Progress.NONE);

        for (int threads : new int[] {2, 3, 8}) {
            AtomicLong bytes = new AtomicLong();
            HashedTree found = new TreeHasher(threads).hash(tree, new Progress(bytes::addAndGet, () -> false));
            assertThat(found).isEqualTo(expected);
            assertThat(bytes).hasValue(expected.size());
        }
        assertThat(expected.files()).isEqualTo(3001);
        assertThat(new TreeHasher(4).hashAndSeal(tree, true, Progress.NONE)).isEqualTo(expected);
    }

    @Test
    void linksThatLeadOutAreReported() throws IOException {
        make(
                tree,
                "d a/b",
                "l a/inside ../x",
                "l a/absolute /etc/passwd",
                "l a/b/up ../../x",
                "l a/b/out ../../../x",
                "l out ..",
                "l back ../tree/a",
                "l round a/../a",
                "l dotted ./a/./b");

        assertThat(new TreeHasher(1)
                        .hash(tree, Progress.NONE).escapingLinks().stream().map(Path::toString))
                .containsExactly("a/absolute", "a/b/out", "back", "out");
    }

    @Test
    void parentOfALinkCountsAsOutside() throws IOException {
        make(tree, "d a/b", "l link a/b", "l through link/../../../x");

        assertThat(new TreeHasher(1).hash(tree, Progress.NONE).escapingLinks()).containsExactly(Path.of("through"));
    }

    @Test
    void refusesPipesSocketsDevicesAndSetUserId() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", make(tree, "d .") + "/pipe")
                        .start()
                        .waitFor())
                .isZero();
        assertRefused(tree, tree.resolve("pipe"));
        assertRefused(Path.of("/dev/null"), Path.of("/dev/null"));

        Path other = make(folder.resolve("other"), "d .");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(other.resolve("socket")));
            assertRefused(other, other.resolve("socket"));
        }
        Files.delete(other.resolve("socket"));
        for (int bit : new int[] {04755, 02755}) {
            Stat.setMode(make(other, "x set-id").resolve("set-id"), bit);
            assertRefused(other, other.resolve("set-id"));
        }
    }

    @Test
    void topIsNoLink() throws IOException {
        make(folder, "d real", "l link real");
        assertRefused(folder.resolve("link"), folder.resolve("link"));
    }

    @Test
    @Tag("slow")
    void deepFoldersNeedNoStack() throws Exception {
        Path deep = nest(folder, 1500);
        FutureTask<Hash> task = new FutureTask<>(() -> hash(deep));
        new Thread(null, task, "small stack", 1).start();
        assertThat(task.get().hex()).hasSize(64);
    }

    @Test
    @Tag("slow")
    void pathsThatAreTooLongAreRefusedAndCanBeDeleted() throws Exception {
        Path deep = nest(folder, 5000);
        assertThatExceptionOfType(RefusedEntryException.class)
                .isThrownBy(() -> hash(deep))
                .withMessageContaining("3072");
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            Trees.delete(deep);
            return true;
        });
        new Thread(null, task, "small stack", 1).start();
        assertThat(task.get()).isTrue();
        assertThat(deep).doesNotExist();
    }

    @Test
    void fileThatGrowsMeanwhileIsNoticed() throws IOException {
        Path file = make(tree, "f a x").resolve("a");
        Files.write(file, new byte[1 << 20]);
        Progress writer = new Progress(
                count -> {
                    try {
                        Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                () -> false);
        assertThatExceptionOfType(TreeChangedException.class)
                .isThrownBy(() -> new TreeHasher(1).hash(tree, writer))
                .satisfies(e -> assertThat(e.path()).isEqualTo(file));
    }

    @Test
    void cancellingStopsWithinAMebibyte() throws IOException {
        Files.write(make(tree, "d .").resolve("a"), new byte[3 << 20]);
        make(tree, "f b 1", "f c 2");
        for (int threads : new int[] {1, 4}) {
            AtomicLong bytes = new AtomicLong();
            Progress progress = new Progress(bytes::addAndGet, () -> bytes.get() > 100_000);
            assertThatThrownBy(() -> new TreeHasher(threads).hash(tree, progress))
                    .isInstanceOf(CancellationException.class);
            assertThat(bytes.get()).isLessThan(1 << 20);
        }
        assertThatThrownBy(() -> new TreeHasher(1).hash(tree, new Progress(b -> {}, () -> true)))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void interruptCancels() throws IOException {
        make(tree, "f a 1");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> hash(tree)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @Timeout(60)
    void interruptStopsHelpersAndWaitsForThem() throws IOException {
        makeFiles(200);
        Thread caller = Thread.currentThread();
        AtomicInteger working = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        Progress progress = new Progress(
                count -> {
                    if (Thread.currentThread() != caller) {
                        working.incrementAndGet();
                        caller.interrupt();
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        } finally {
                            working.decrementAndGet();
                        }
                    }
                },
                () -> false);

        assertThatThrownBy(() -> new TreeHasher(3).hash(tree, progress)).isInstanceOf(CancellationException.class);

        assertThat(working).hasValue(0);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void usesTheThreadThatCallsAndNoMoreThanAskedFor() throws IOException {
        makeFiles(2000);
        for (int threads : new int[] {1, 2, 3}) {
            Set<Thread> used = ConcurrentHashMap.newKeySet();
            Progress progress = new Progress(count -> used.add(Thread.currentThread()), () -> false);

            new TreeHasher(threads).hash(tree, progress);

            assertThat(used).contains(Thread.currentThread()).hasSizeLessThanOrEqualTo(threads);
            used.remove(Thread.currentThread());
            assertThat(used).allSatisfy(thread -> {
                assertThat(thread.getName()).startsWith("luarium-store-hash-");
                assertThat(thread.isDaemon()).isTrue();
            });
        }
        assertThatThrownBy(() -> new TreeHasher(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private void makeFiles(int count) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add("f f" + i + " x");
        }
        make(tree, lines);
    }

    @Test
    void failureOfAHelperIsThatOfTheCall() throws IOException {
        makeFiles(2000);
        Progress failing = new Progress(
                count -> {
                    throw new IllegalStateException("no");
                },
                () -> false);
        assertThatThrownBy(() -> new TreeHasher(3).hash(tree, failing)).hasMessage("no");
    }

    /** Makes folders that are deeper than a path is long: pieces, the last first, each moved to the end of the one before. */
    private static Path nest(Path folder, int depth) throws IOException {
        Path below = null;
        for (int left = depth; left > 0; left -= 1000) {
            Path piece = folder.resolve("piece" + left);
            Path end = piece;
            for (int i = 1; i < Math.min(left, 1000); i++) {
                end = end.resolve("d");
            }
            Files.createDirectories(end);
            if (below != null) {
                Files.move(below, end.resolve("d"));
            }
            below = piece;
        }
        return Files.move(below, folder.resolve("d"));
    }

    private static void assertRefused(Path top, Path path) {
        assertThatExceptionOfType(RefusedEntryException.class)
                .isThrownBy(() -> new TreeHasher(2).hash(top, Progress.NONE))
                .withMessageContaining(path.toString())
                .satisfies(e -> assertThat(e.path()).isEqualTo(path));
    }

    private String hashInChild(String locale, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                HashMain.class.getName(),
                tree.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", locale);
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    }

    private static Hash hash(Path top) throws IOException {
        return new TreeHasher(1).hash(top, Progress.NONE).hash();
    }
}
