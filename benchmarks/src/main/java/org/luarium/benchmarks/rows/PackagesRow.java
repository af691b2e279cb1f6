// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.luarium.benchmarks.measure.Commands;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Rocks;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.StoreBench;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.packages.Dependency;
import org.luarium.packages.Environment;
import org.luarium.packages.PackageManager;
import org.luarium.packages.RepositoryOptions;
import org.luarium.packages.internal.build.Machine;
import org.luarium.packages.internal.environment.Environments;
import org.luarium.packages.internal.install.Home;
import org.luarium.packages.internal.repository.Repositories;
import org.luarium.packages.internal.repository.RepositoryFactory;
import org.luarium.store.internal.StoreImpl;

/** A new environment of thirty rocks that were built before, and the same installed once more. */
final class PackagesRow implements Row {
    private static final int ROUNDS = 40;
    private static final int PEER_ROUNDS = 3;
    private static final List<Dependency> WANTED = List.of(Dependency.of(Rocks.TOP));

    @Override
    public String name() {
        return "packages";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        List<Finding> findings = new ArrayList<>();
        try (StoreBench bench = new StoreBench();
                Host host = Host.create(2);
                StoreImpl store = StoreBench.open(bench.fresh())) {
            Path rocks = Rocks.write(bench.fresh());
            Repositories repositories = new Repositories(
                    bench.fresh(),
                    new RepositoryFactory(bench.fresh(), bench.fresh(), (in, found) -> {}, InstantSource.system()));
            repositories.add(rocks.toUri(), RepositoryOptions.of("bench"));
            Environments environments = new Environments(() -> store, bench.fresh(), Duration.ofSeconds(60));
            PackageManager packages =
                    new Home(store, host.manager(), environments, repositories, Machine.of(List.of())).packages();
            double cold =
                    Samples.time(1, () -> packages.install("first", WANTED)).median();
            AtomicInteger numbers = new AtomicInteger();
            Path first = environments.get("first").folder();
            Medians best = new Contest()
                    .add(
                            "ours",
                            () -> Samples.time(5, () -> packages.install("warm-" + numbers.incrementAndGet(), WANTED))
                                    .median())
                    .add(
                            "again",
                            () -> Samples.time(5, () -> packages.install("first", WANTED))
                                    .median())
                    .add("floor", () -> {
                        Path target = bench.fresh();
                        return Samples.time(1, () -> link(first, target)).median();
                    })
                    .run(ROUNDS);
            check(environments.get("warm-1"));
            String what = "environment of " + Rocks.COUNT + " rocks, " + Rocks.FILES + " files";
            findings.add(new Finding(
                    what + ", all built before",
                    Unit.TIME,
                    best.of("ours"),
                    "hard links",
                    best.of("floor"),
                    Goal.atMost(20e6),
                    "resolved, linked, every module loaded"));
            findings.add(Finding.alone(
                    what + ", installed once more", Unit.TIME, best.of("again"), Goal.atMost(5e6), "nothing to do"));
            Optional<Path> luarocks = Commands.find("luarocks");
            if (luarocks.isPresent()) {
                String command = luarocks.get().toString();
                double peer = Samples.time(PEER_ROUNDS, () -> luarocks(command, rocks, bench.fresh()))
                        .median();
                findings.add(against(what + ", built for the first time", cold, peer));
                findings.add(against(what + ", all built before", best.of("ours"), peer));
            }
        }
        return findings;
    }

    private static Finding against(String what, double ours, double peer) {
        return new Finding(what, Unit.TIME, ours, "luarocks install", peer, Goal.none(), "");
    }

    private static void luarocks(String command, Path rocks, Path tree) throws IOException, InterruptedException {
        String unused = Commands.run(
                command, "--tree", tree.toString(), "--only-server", rocks.toString(), "install", Rocks.TOP);
    }

    private static void link(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(from)) {
            for (Path child : children) {
                Path target = to.resolve(String.valueOf(child.getFileName()));
                if (Files.isDirectory(child)) {
                    link(child, target);
                } else {
                    Files.createLink(target, child);
                }
            }
        }
    }

    private static void check(Environment environment) {
        if (environment.rocks().size() != Rocks.COUNT) {
            throw new IllegalStateException("it has " + environment.rocks().size() + " rocks");
        }
    }
}
