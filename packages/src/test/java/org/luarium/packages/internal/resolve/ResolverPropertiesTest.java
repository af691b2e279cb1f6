// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.luarium.packages.Dependency;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.UnresolvableException;

class ResolverPropertiesTest {
    private static final List<String> OPERATORS = List.of(">=", "<=", "==", "~=", "<", ">", "~>");

    /** A small universe, in which most requests are hard. */
    private static final class World {
        final FakeUniverse universe = new FakeUniverse();
        final List<Dependency> requested = new ArrayList<>();
        final Map<RockName, RockVersion> locked = new HashMap<>();
        private final Random random;
        private final int rocks;

        World(long seed, int rocks) {
            this.random = new Random(seed);
            this.rocks = rocks;
            for (int rock = 0; rock < rocks; rock++) {
                for (int i = random.nextInt(5); i > 0; i--) {
                    addVersion("r" + rock);
                }
                if (random.nextInt(3) == 0) {
                    locked.put(new RockName("r" + rock), RockVersion.of(version()));
                }
            }
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                requested.add(Dependency.of(dependency()));
            }
        }

        private void addVersion(String rock) {
            if (random.nextInt(12) == 0) {
                universe.unreadable(rock, version(), "broken");
                return;
            }
            String[] dependencies = new String[random.nextInt(4)];
            for (int i = 0; i < dependencies.length; i++) {
                dependencies[i] = dependency();
            }
            universe.rock(rock, version(), dependencies);
        }

        private String dependency() {
            String name = "r" + random.nextInt(rocks + (random.nextInt(20) == 0 ? 1 : 0));
            return random.nextBoolean()
                    ? name
                    : name + " " + OPERATORS.get(random.nextInt(OPERATORS.size())) + " " + version();
        }

        private String version() {
            return (1 + random.nextInt(4)) + "." + random.nextInt(2) + (random.nextInt(3) > 0 ? "-1" : ".0-2");
        }

        Request request() {
            Request.Builder request = Request.builder();
            requested.forEach(request::ask);
            locked.forEach(request::lock);
            return request.build();
        }
    }

    @Property(tries = 3000)
    void findsWhatTryingEverythingFinds(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int rocks) {
        World world = new World(seed, rocks);
        Optional<Map<RockName, RockVersion>> expected =
                new BruteForce(world.universe, world.locked).solve(world.requested);

        try {
            Resolution found = Resolver.resolve(world.universe, world.request());

            assertThat(Optional.of(found.versions())).isEqualTo(expected);
            assertThat(Resolver.resolve(world.universe, world.request())).isEqualTo(found);
        } catch (UnresolvableException e) {
            assertThat(expected).isEmpty();
            checkExplanation(world, e.explanation());
        }
    }

    /** Each line counts: what is not mentioned may be anything, and what is contradicts itself. */
    private static void checkExplanation(World world, List<String> explanation) {
        String text = String.join("\n", explanation);
        List<Dependency> mentioned = world.requested.stream()
                .filter(request -> text.contains("you asked for " + request))
                .toList();
        FakeUniverse easier = new FakeUniverse();
        world.universe.rocks.forEach((name, versions) -> versions.forEach((version, reading) -> {
            boolean needs = explanation.stream().anyMatch(line -> line.contains(name + " "));
            if (needs) {
                easier.rocks.computeIfAbsent(name, key -> new HashMap<>()).put(version, reading);
            } else {
                easier.rock(name.text(), version.toString());
            }
        }));

        assertThat(mentioned).as(text).isNotEmpty();
        assertThat(new BruteForce(easier, Map.of()).solve(mentioned)).as(text).isEmpty();
    }

    @Property(tries = 300)
    void theOrderOfOffersDoesNotMatter(@ForAll long seed) {
        World world = new World(seed, 6);
        Universe shuffled = new Universe() {
            @Override
            public Offer offer(RockName name) {
                List<RockVersion> versions =
                        new ArrayList<>(world.universe.offer(name).available());
                Collections.shuffle(versions, new Random(seed));
                return Offer.of(versions);
            }

            @Override
            public Reading read(RockName name, RockVersion version) {
                return world.universe.read(name, version);
            }
        };

        assertThat(outcome(shuffled, world.request())).isEqualTo(outcome(world.universe, world.request()));
    }

    private static String outcome(Universe universe, Request request) {
        try {
            return Resolver.resolve(universe, request).toString();
        } catch (UnresolvableException e) {
            return e.explanation().toString();
        }
    }
}
