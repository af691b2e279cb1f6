// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.StoreBench;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeHasher;

/** Hashes trees: five hundred mebibytes in ten files, and many small files. */
final class TreeHashRow implements Row {
    private static final int ROUNDS = 7;
    private static final int FILES = 10;
    private static final int FILE_BYTES = 50 << 20;
    private static final int SMALL_FILES = 20_000;
    private static final int SMALL_BYTES = 2_048;
    private static final double GOAL_SMALL = 8_000;

    @Override
    public String name() {
        return "tree-hash";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        List<Finding> findings = new ArrayList<>();
        try (StoreBench bench = new StoreBench()) {
            findings.addAll(large(bench));
            findings.add(small(bench));
        }
        return findings;
    }

    private static List<Finding> large(StoreBench bench) throws Exception {
        Path tree = Files.createDirectory(bench.fresh());
        byte[] content = new byte[FILE_BYTES];
        new Random(1).nextBytes(content);
        for (int i = 0; i < FILES; i++) {
            Files.write(tree.resolve("file-" + i), content);
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Medians best = new Contest()
                .add("one", () -> hash(tree, 1))
                .add("two", () -> hash(tree, 2))
                .add(
                        "memory",
                        () -> Samples.time(1, () -> {
                                    for (int i = 0; i < FILES; i++) {
                                        digest.update(content);
                                    }
                                    digest.digest();
                                })
                                .median())
                .add(
                        "files",
                        () -> Samples.time(1, () -> readAndHash(tree, digest)).median())
                .run(ROUNDS);
        double bytes = (double) FILES * FILE_BYTES * 1e3;
        return List.of(
                new Finding(
                        "tree hash of 500 MiB, one thread",
                        Unit.THROUGHPUT,
                        bytes / best.of("one"),
                        "SHA-256 of memory, one thread",
                        bytes / best.of("memory"),
                        Goal.atLeast(0.9 * bytes / best.of("memory")),
                        ""),
                new Finding(
                        "tree hash of 500 MiB, one thread",
                        Unit.THROUGHPUT,
                        bytes / best.of("one"),
                        "read and SHA-256, one thread",
                        bytes / best.of("files"),
                        Goal.none(),
                        ""),
                new Finding(
                        "tree hash of 500 MiB, two threads",
                        Unit.THROUGHPUT,
                        bytes / best.of("two"),
                        "the same with one thread",
                        bytes / best.of("one"),
                        Goal.atLeast(1.6 * bytes / best.of("one")),
                        ""));
    }

    private static double hash(Path tree, int threads) throws Exception {
        TreeHasher hasher = new TreeHasher(threads);
        return Samples.time(1, () -> hasher.hash(tree, Progress.NONE)).median();
    }

    private static void readAndHash(Path tree, MessageDigest digest) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        for (int i = 0; i < FILES; i++) {
            try (FileChannel file = FileChannel.open(tree.resolve("file-" + i), StandardOpenOption.READ)) {
                while (file.read(buffer.clear()) >= 0) {
                    digest.update(buffer.flip());
                }
            }
            digest.digest();
        }
    }

    private static Finding small(StoreBench bench) throws Exception {
        Path tree = Files.createDirectory(bench.fresh());
        byte[] content = new byte[SMALL_BYTES];
        for (int i = 0; i < SMALL_FILES; i++) {
            Path folder = tree.resolve("folder-" + i / 200);
            if (i % 200 == 0) {
                Files.createDirectory(folder);
            }
            try (OutputStream out = Files.newOutputStream(folder.resolve("file-" + i))) {
                out.write(content);
            }
        }
        Medians best = new Contest()
                .add("ours", () -> hash(tree, 1) / SMALL_FILES)
                .add("two", () -> hash(tree, 2) / SMALL_FILES)
                .run(ROUNDS);
        return Finding.alone(
                "tree hash, for each of 20,000 files of 2 KiB",
                Unit.TIME,
                best.of("ours"),
                Goal.atMost(GOAL_SMALL),
                String.format(Locale.ROOT, "one thread; %.2f µs with two", best.of("two") / 1e3));
    }
}
