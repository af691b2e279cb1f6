// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.packages.Dependency;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.UnresolvableException;
import org.luarium.packages.internal.resolve.Needs;
import org.luarium.packages.internal.resolve.Offer;
import org.luarium.packages.internal.resolve.Reading;
import org.luarium.packages.internal.resolve.Request;
import org.luarium.packages.internal.resolve.Resolver;
import org.luarium.packages.internal.resolve.Universe;

/** Finds versions that fit together, in memory. */
final class ResolveRow implements Row {
    private static final int ROUNDS = 20;
    private static final int MOST_ROUNDS = 2_000;
    private static final double SECOND = 1e9;
    private static final int VERSIONS = 20;
    private static final int NEEDS = 4;
    private static final int NEAR = 60;

    @Override
    public String name() {
        return "resolve";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        Shelves small = new Shelves(30);
        Shelves large = new Shelves(1_000);
        return List.of(
                finding("resolve 30 rocks of 20 versions", small, newest(), 5e6),
                finding("resolve 1,000 rocks of 20 versions", large, newest(), 200e6),
                finding("the same, and it cannot be", large, newest("rock999 > 1.99"), 200e6),
                finding("the same, forced back by one old version", large, newest("rock500 == 1.0"), 200e6));
    }

    private static Request newest(String... besides) {
        Request.Builder request = Request.builder();
        for (int i = 0; i < 10; i++) {
            request.ask(Dependency.of("rock" + i));
        }
        for (String dependency : besides) {
            request.ask(Dependency.of(dependency));
        }
        return request.build();
    }

    private static Finding finding(String work, Universe universe, Request request, double goal) throws Exception {
        Samples warmUp = Samples.time(ROUNDS, () -> resolve(universe, request));
        int rounds = (int) Math.max(ROUNDS, Math.min(MOST_ROUNDS, SECOND / warmUp.median()));
        Samples samples = Samples.time(rounds, () -> resolve(universe, request));
        return Finding.alone(work, Unit.TIME, samples.median(), Goal.atMost(goal), "warm, median of " + rounds);
    }

    private static void resolve(Universe universe, Request request) {
        try {
            if (Resolver.resolve(universe, request).versions().isEmpty()) {
                throw new IllegalStateException("nothing was found");
            }
        } catch (UnresolvableException e) {
            if (e.explanation().isEmpty()) {
                throw e;
            }
        }
    }

    /** Rocks that need some of those that come after them, in versions that go with theirs. */
    private record Shelves(Map<RockName, Map<RockVersion, Reading>> rocks) implements Universe {
        Shelves(int count) {
            this(make(count, new Random(1)));
        }

        private static Map<RockName, Map<RockVersion, Reading>> make(int count, Random random) {
            Map<RockName, Map<RockVersion, Reading>> rocks = new HashMap<>();
            for (int rock = 0; rock < count; rock++) {
                Map<RockVersion, Reading> versions = new HashMap<>();
                for (int version = 0; version < VERSIONS; version++) {
                    List<Dependency> needs = new ArrayList<>();
                    for (int i = 0; i < NEEDS; i++) {
                        int target = rock + 1 + random.nextInt(Math.min(NEAR, count - rock));
                        if (target < count) {
                            int low = Math.max(0, version - 5 - random.nextInt(5));
                            needs.add(Dependency.of("rock" + target + " >= 1." + low));
                        }
                    }
                    versions.put(RockVersion.of("1." + version + "-1"), new Needs(needs));
                }
                rocks.put(new RockName("rock" + rock), versions);
            }
            return rocks;
        }

        @Override
        public Offer offer(RockName name) {
            return Offer.of(List.copyOf(rocks.getOrDefault(name, Map.of()).keySet()));
        }

        @Override
        public Reading read(RockName name, RockVersion version) {
            return rocks.getOrDefault(name, Map.of()).getOrDefault(version, new Needs(List.of()));
        }
    }
}
