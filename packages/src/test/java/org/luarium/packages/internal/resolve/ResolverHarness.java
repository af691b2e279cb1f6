// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.luarium.packages.Dependency;
import org.luarium.packages.PackagesException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.UnresolvableException;

/** Measures the resolver; to be run by hand: rocks, versions of each, width of constraints, rounds. */
final class ResolverHarness {
    /** Time of the processor, as others may use it as well. */
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private ResolverHarness() {}

    /** Rocks need four of the sixty that come after them, in versions that go with theirs. */
    private static Map<RockName, Map<RockVersion, Reading>> universe(int rocks, int versions, int width, long seed) {
        Random random = new Random(seed);
        Map<RockName, Map<RockVersion, Reading>> universe = new HashMap<>();
        for (int rock = 0; rock < rocks; rock++) {
            Map<RockVersion, Reading> of = new HashMap<>();
            for (int version = 0; version < versions; version++) {
                List<Dependency> needs = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    int target = rock + 1 + random.nextInt(Math.min(60, Math.max(1, rocks - rock)));
                    if (target < rocks) {
                        int low = Math.max(0, version - width - random.nextInt(width));
                        int high = Math.min(versions - 1, version + width / 2 + random.nextInt(2 * width));
                        needs.add(Dependency.of("rock" + target + " >= 1." + low + ", <= 1." + high + "-9"));
                    }
                }
                of.put(RockVersion.of("1." + version + "-1"), new Needs(needs));
            }
            universe.put(new RockName("rock" + rock), of);
        }
        return universe;
    }

    private static String resolve(Universe universe, Request request) {
        try {
            Resolution found = Resolver.resolve(universe, request);
            return found.versions().size() + " rocks in " + found.steps() + " steps";
        } catch (UnresolvableException e) {
            return e.explanation().size() + " lines, such as: "
                    + e.explanation().get(e.explanation().size() - 1);
        } catch (PackagesException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void measure(String what, Universe universe, Request request, int rounds) {
        long[] times = new long[rounds];
        String result = "";
        for (int i = 0; i < rounds; i++) {
            long start = CLOCK.getCurrentThreadCpuTime();
            result = resolve(universe, request);
            times[i] = CLOCK.getCurrentThreadCpuTime() - start;
        }
        long first = times[0];
        Arrays.sort(times, rounds / 2, rounds);
        System.out.printf(
                "%-14s first %8.2f ms, warm median %8.2f ms, worst %8.2f ms; %s%n",
                what, first / 1e6, times[rounds / 2 + rounds / 4] / 1e6, times[rounds - 1] / 1e6, result);
    }

    public static void main(String... arguments) {
        int[] numbers = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        for (long seed = 1; seed <= 3; seed++) {
            Map<RockName, Map<RockVersion, Reading>> rocks = universe(numbers[0], numbers[1], numbers[2], seed);
            Universe universe = new Universe() {
                @Override
                public Offer offer(RockName name) {
                    return Offer.of(
                            List.copyOf(rocks.getOrDefault(name, Map.of()).keySet()));
                }

                @Override
                public Reading read(RockName name, RockVersion version) {
                    return rocks.get(name).get(version);
                }
            };
            Request.Builder request = Request.builder();
            for (int i = 0; i < 10; i++) {
                request.ask(Dependency.of("rock" + i));
            }
            measure("satisfiable", universe, request.build(), numbers[3]);
            String last = "rock" + (numbers[0] - 1);
            measure(
                    "contradictory",
                    universe,
                    request.ask(Dependency.of(last + " > 1.99")).build(),
                    numbers[3]);
            String some = "rock" + numbers[0] / 2;
            measure("too old", universe, request(some + " == 1.0"), numbers[3]);
        }
    }

    private static Request request(String old) {
        Request.Builder request = Request.builder();
        for (int i = 0; i < 10; i++) {
            request.ask(Dependency.of("rock" + i + " >= 1.15"));
        }
        return request.ask(Dependency.of(old)).build();
    }
}
