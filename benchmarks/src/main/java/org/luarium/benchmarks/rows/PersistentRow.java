// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Talk;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.core.internal.process.Folders;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.session.SessionConfig;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** What it costs that a VM outlives its JVM, and how soon the next host has it back. */
final class PersistentRow implements Row {
    private static final int ROUNDS = 7;
    private static final int BLOCK = 4000;
    private static final int WARM_UP = 10;
    private static final int ADOPTIONS = 30;
    private static final int FRESH = 10;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String ID = "kept";

    @Override
    public String name() {
        return "persistent";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        Path home = Files.createTempDirectory("luarium-benchmark-keepers");
        try {
            try (Host host = Host.create(0)) {
                if (!host.keep(home)) {
                    return List.of();
                }
            }
            return List.of(execute(home), adopt(home));
        } finally {
            Folders.delete(home);
        }
    }

    private static VmConfig config() {
        return VmConfig.builder(ID)
                .confinement(Confinement.of(Profile.TRUSTED))
                .persistent(true)
                .build();
    }

    private static Finding execute(Path home) throws Exception {
        try (Host host = Host.create(0)) {
            host.keep(home);
            try (Vm kept = host.manager().create(config());
                    Vm other = host.manager().create(Host.config("other"))) {
                Script script = Script.of("return 1+1");
                Medians best = new Contest()
                        .add(
                                "kept",
                                () -> Samples.time(BLOCK, () -> kept.execute(script))
                                        .median())
                        .add(
                                "other",
                                () -> Samples.time(BLOCK, () -> other.execute(script))
                                        .median())
                        .run(ROUNDS);
                return new Finding(
                        "execute `return 1+1` on a warm VM that is persistent",
                        Unit.TIME,
                        best.of("kept"),
                        "the same, not persistent",
                        best.of("other"),
                        Goal.none(),
                        "");
            }
        }
    }

    private static Finding adopt(Path home) throws Exception {
        try (Host host = Host.create(0)) {
            host.keep(home);
            try (Talk talk = new Talk(host)) {
                talk.manager().open(SessionConfig.of(config())).evaluate("x = 42", LONG);
            }
        }
        long[] vm = new long[ADOPTIONS];
        long[] session = new long[ADOPTIONS];
        long[] fresh = new long[ADOPTIONS];
        for (int i = -WARM_UP; i < ADOPTIONS; i++) {
            try (Host host = Host.create(0)) {
                long began = System.nanoTime();
                host.keep(home);
                expect(host.manager().get(ID).execute("return x").value().asLong());
                long answered = System.nanoTime();
                try (Talk talk = new Talk(host)) {
                    expect(talk.manager().get(ID).evaluate("x", LONG).value().asLong());
                    long talked = System.nanoTime();
                    if (i >= 0) {
                        vm[i] = answered - began;
                        session[i] = talked - answered;
                        fresh[i] = (long) Samples.time(FRESH, new Fresh(host)).median();
                    } else {
                        Samples.time(FRESH, new Fresh(host));
                    }
                    if (i == ADOPTIONS - 1) {
                        talk.manager().terminate(ID);
                    }
                }
            }
        }
        return new Finding(
                "adoption of a persistent VM by a fresh host, to its first answer",
                Unit.TIME,
                Samples.of(vm).median(),
                "a new VM from cold, not persistent",
                Samples.of(fresh).median(),
                Goal.none(),
                "median of " + ADOPTIONS + "; its session answers after "
                        + Unit.TIME.show(Samples.of(session).median()) + " more");
    }

    private record Fresh(Host host) implements Samples.Work {
        @Override
        public void run() throws IOException {
            try (Vm vm = host.manager().create(Host.config("fresh"))) {
                vm.execute("return 1+1").orThrow();
            }
        }
    }

    private static void expect(long x) {
        if (x != 42) {
            throw new IllegalStateException("the state is lost: " + x);
        }
    }
}
