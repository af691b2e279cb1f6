// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Tool;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;

/** What confinement costs: creation, calls, and VMs that are taken from the pool. */
final class ConfinedRow implements Row {
    private static final int ROUNDS = 7;
    private static final int BLOCK = 30;
    private static final int CALLS = 2000;
    private static final int POOL = 32;
    private static final int TAKES = 320;
    private static final String FLOOR = "C posix_spawn, smallest script";

    @Override
    public String name() {
        return "confined";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.PLAIN, Setting.UNPRIVILEGED);
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        List<Finding> findings = new ArrayList<>();
        Confinement bare = Confinement.of(Profile.UNTRUSTED);
        try (Host host = Host.create(0)) {
            Path echo = context.workshop().file("echo.lua");
            Confinement given =
                    Confinement.builder(Profile.UNTRUSTED).readable(echo).build();
            creation(context, host, bare, given).ifPresent(findings::addAll);
            findings.add(calls(host, bare));
        }
        findings.add(pool(bare));
        return findings;
    }

    private static Optional<List<Finding>> creation(Context context, Host host, Confinement bare, Confinement given)
            throws Exception {
        String lua = host.interpreter().toString();
        Optional<Tool> c = context.workshop()
                .tool("spawn", lua, context.workshop().file("echo.lua").toString());
        if (c.isEmpty()) {
            return Optional.empty();
        }
        try (Tool tool = c.get()) {
            Medians best = new Contest()
                    .add("bare", () -> CreateRow.ours(host.manager(), bare, BLOCK, true))
                    .add("created", () -> CreateRow.ours(host.manager(), bare, BLOCK, false))
                    .add("given", () -> CreateRow.ours(host.manager(), given, BLOCK, true))
                    .add("free", () -> CreateRow.ours(host.manager(), off(), BLOCK, true))
                    .add("c", () -> tool.ask(Integer.toString(BLOCK)))
                    .run(ROUNDS);
            String work = "confined VM (profile untrusted, one-bind root) from cold to its first result";
            String note = "create() alone returns after " + Unit.TIME.show(best.of("created"));
            double floor = best.of("c");
            return Optional.of(List.of(
                    new Finding(work, Unit.TIME, best.of("bare"), FLOOR, floor, Goal.ratioAtMost(5), note),
                    new Finding(
                            work,
                            Unit.TIME,
                            best.of("bare"),
                            "the same, not confined",
                            best.of("free"),
                            Goal.none(),
                            ""),
                    new Finding(
                            "confined VM with given files (assembled root) from cold to its first result",
                            Unit.TIME,
                            best.of("given"),
                            FLOOR,
                            floor,
                            Goal.ratioAtMost(6),
                            "")));
        }
    }

    private static Confinement off() {
        return Confinement.builder(Profile.TRUSTED).mode(Confinement.Mode.OFF).build();
    }

    private static Finding calls(Host host, Confinement bare) throws Exception {
        Script script = Script.of("return 1+1");
        try (Vm confined = host.manager().create(Host.config("confined", bare));
                Vm free = host.manager().create(Host.config("free", off()))) {
            Medians best = new Contest()
                    .add(
                            "confined",
                            () -> Samples.time(CALLS, () -> confined.execute(script))
                                    .median())
                    .add(
                            "free",
                            () -> Samples.time(CALLS, () -> free.execute(script))
                                    .median())
                    .run(ROUNDS);
            return new Finding(
                    "execute `return 1+1` on a warm VM that is confined",
                    Unit.TIME,
                    best.of("confined"),
                    "the same, not confined",
                    best.of("free"),
                    Goal.ratioAtMost(1.5),
                    "");
        }
    }

    private static Finding pool(Confinement bare) throws Exception {
        try (Host host = Host.create(POOL)) {
            host.manager().create(Host.config("first", bare)).close();
            List<Vm> used = new ArrayList<>();
            long[] take = new long[TAKES];
            for (int i = -TAKES; i < TAKES; i++) {
                if (i % (POOL / 4) == 0) {
                    used.forEach(Vm::close);
                    used.clear();
                    PoolRow.awaitFull(host.manager(), POOL);
                }
                long began = System.nanoTime();
                used.add(host.manager().create(Host.config("take-" + i, bare)));
                if (i >= 0) {
                    take[i] = System.nanoTime() - began;
                }
            }
            Samples takes = Samples.of(take);
            return Finding.alone(
                    "untrusted VM from the warm pool: create() returns",
                    Unit.TIME,
                    takes.median(),
                    Goal.atMost(1_000_000),
                    "median; p99 " + Unit.TIME.show(takes.quantile(0.99)));
        }
    }
}
