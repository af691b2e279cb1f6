// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.StoreBench;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.store.Closure;
import org.luarium.store.Stage;
import org.luarium.store.internal.StoreImpl;

/**
 * Instantiates and realizes a thousand derivations, whose realizers write two bytes: what is left is the store. Nothing is deleted between the rounds: for seconds, ext4 looks at
 * every inode that was deleted before it gives one away (recently_deleted in fs/ext4/ialloc.c), which made both ours and the floor four times as slow. What was written is synced before the next round.
 */
final class RealizeRow implements Row {
    private static final int ROUNDS = 9;
    private static final int WARM_ROUNDS = 40; // of what takes milliseconds; with fewer, compilers are measured
    private static final int COUNT = 1_000;
    private static final int CHAIN = 100;

    @Override
    public String name() {
        return "realize";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        List<Finding> findings = new ArrayList<>();
        try (StoreBench bench = new StoreBench()) {
            findings.add(instantiate(bench));
            findings.add(noop(bench, "chain of 100", StoreBench.chain(CHAIN), 1e6));
            findings.add(noop(bench, "1,000 in layers of 10", StoreBench.layers(COUNT), 5e6));
            findings.add(noop(bench, "1,000 side by side", StoreBench.wide(COUNT), 5e6));
            findings.add(cold(bench, "1,000 in layers of 10", StoreBench.layers(COUNT), 250e6));
            findings.add(cold(bench, "1,000 side by side", StoreBench.wide(COUNT), 200e6));
        }
        return findings;
    }

    private static Finding instantiate(StoreBench bench) throws Exception {
        Medians best = new Contest()
                .add("ours", () -> {
                    Path root = bench.fresh();
                    try (StoreImpl store = StoreBench.open(root)) {
                        return Samples.time(1, () -> store.instantiate(StoreBench.layers(COUNT)))
                                .median();
                    }
                })
                .add("floor", () -> {
                    Path file = bench.fresh();
                    return Samples.time(1, () -> hashAll(file)).median();
                })
                .run(WARM_ROUNDS);
        return new Finding(
                "instantiate 1,000 derivations in layers of 10",
                Unit.TIME,
                best.of("ours"),
                "encode, hash, index, append to a file",
                best.of("floor"),
                Goal.atMost(10e6),
                "in a new store");
    }

    /** What nobody can do without: write down 1,000 configurations of ten references, hash them, remember them, put them into a file. */
    private static void hashAll(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Map<String, Integer> index = new HashMap<>();
        StringBuilder journal = new StringBuilder();
        List<String> layer = List.of();
        for (int i = 0; i < COUNT / 10; i++) {
            List<String> next = new ArrayList<>();
            for (int j = 0; j < 10; j++) {
                String config = "{\"flags\":\"-O2 -Wall\",\"name\":\"layer-" + i + "-" + j + "\",\"on\":[\""
                        + String.join("\",\"", layer) + "\"]}";
                String name = HexFormat.of().formatHex(digest.digest(config.getBytes(StandardCharsets.UTF_8)));
                index.put(name, journal.length());
                journal.append(name).append(config);
                next.add("dref:" + name.substring(0, 32) + "-layer-" + i + "-" + j);
            }
            layer = next;
        }
        if (index.size() != COUNT) {
            throw new IllegalStateException("two names are equal");
        }
        Files.writeString(file, journal);
        Files.delete(file);
    }

    private static <R> Finding noop(StoreBench bench, String shape, Stage<R> stage, double goal) throws Exception {
        Path root = bench.fresh();
        try (StoreImpl store = StoreBench.open(root)) {
            Closure<R> closure = store.instantiate(stage);
            List<Path> paths = store.realize(closure).realizations().values().stream()
                    .map(all -> all.get(0).path())
                    .toList();
            Medians best = new Contest()
                    .add(
                            "ours",
                            () -> Samples.time(9, () -> store.realize(closure)).median())
                    .add(
                            "floor",
                            () -> Samples.time(9, () -> paths.forEach(Files::isDirectory))
                                    .median())
                    .run(WARM_ROUNDS);
            return new Finding(
                    "realize what is realized: " + shape,
                    Unit.TIME,
                    best.of("ours"),
                    "a stat for each object",
                    best.of("floor"),
                    Goal.atMost(goal),
                    "");
        }
    }

    private static <R> Finding cold(StoreBench bench, String shape, Stage<R> stage, double goal) throws Exception {
        Medians best = new Contest()
                .add("ours", () -> {
                    Path root = bench.fresh();
                    try (StoreImpl store = StoreBench.open(root)) {
                        Closure<R> closure = store.instantiate(stage);
                        StoreBench.settle();
                        return Samples.time(1, () -> store.realize(closure)).median();
                    }
                })
                .add("floor", () -> {
                    Path folder = Files.createDirectory(bench.fresh());
                    StoreBench.settle();
                    return Samples.time(1, () -> make(folder)).median();
                })
                .run(ROUNDS);
        return new Finding(
                "realize from nothing: " + shape,
                Unit.TIME,
                best.of("ours"),
                "mkdir, write, rename, one thread",
                best.of("floor"),
                Goal.atMost(goal),
                "crash-safe, " + Runtime.getRuntime().availableProcessors() + " jobs");
    }

    private static void make(Path folder) throws IOException {
        for (int i = 0; i < COUNT; i++) {
            Path draft = Files.createDirectory(folder.resolve("draft-" + i));
            Files.writeString(draft.resolve("x"), "x\n");
            Files.move(draft, folder.resolve("object-" + i), StandardCopyOption.ATOMIC_MOVE);
        }
        try (Stream<Path> all = Files.list(folder)) {
            if (all.count() != COUNT) {
                throw new IllegalStateException("something is missing");
            }
        }
    }
}
