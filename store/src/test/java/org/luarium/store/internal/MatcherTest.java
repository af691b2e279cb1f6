// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.luarium.store.AmbiguousException;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Closure;
import org.luarium.store.Config;
import org.luarium.store.Hash;
import org.luarium.store.Matcher;
import org.luarium.store.Provenance;
import org.luarium.store.Realization;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.UnsatisfiedException;

class MatcherTest {
    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private final AtomicInteger runs = new AtomicInteger();

    /** Each run makes another output, whose number is in the file. */
    private final Realizer counting = Realizer.of(
            "counting", build -> Files.writeString(build.out().resolve("number"), runs.incrementAndGet() + "\n"));

    private Stage<Ref.DRef> counted(Matcher matcher) {
        return plan -> plan.derive(Config.builder("counted").build(), counting, matcher);
    }

    private List<Integer> realize(Matcher matcher, int forced) {
        Closure<Ref.DRef> closure = stores.store().instantiate(counted(matcher));
        for (int i = 0; i < forced; i++) {
            try {
                stores.store()
                        .realize(
                                closure, RealizeOptions.builder().forceTargets().build());
            } catch (UnsatisfiedException e) {
                assertThat(e.built()).hasSize(1);
            }
        }
        return stores.store().realize(closure).all(closure.result()).stream()
                .map(MatcherTest::number)
                .toList();
    }

    private static int number(Realization realization) {
        try {
            return Integer.parseInt(
                    Files.readString(realization.path().resolve("number")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int stored() {
        return stores.store().realizations(stores.store().derivations().get(0)).size();
    }

    @Test
    void match68_onlyBuildsTakesOrRefuses() {
        assertThat(realize(Matcher.only(), 0)).containsExactly(1);
        assertThat(realize(Matcher.only(), 0)).containsExactly(1);
        assertThatThrownBy(() -> realize(Matcher.only(), 1))
                .isInstanceOfSatisfying(
                        AmbiguousException.class,
                        e -> assertThat(e.candidates()).hasSize(2))
                .hasMessageContaining("only");
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void match69_someWantsThatMany() {
        assertThatThrownBy(() -> realize(Matcher.some(2), 0))
                .isInstanceOfSatisfying(UnsatisfiedException.class, e -> {
                    assertThat(e.before()).isEmpty();
                    assertThat(e.built()).hasSize(1);
                })
                .hasMessageContaining("some(2)");
        assertThat(realize(Matcher.some(2), 1)).hasSize(2);
        assertThat(realize(Matcher.some(1), 0)).hasSize(1);
        assertThat(runs).hasValue(2);
    }

    @Test
    void match70_latestIsTheLastBuilt() {
        assertThat(realize(Matcher.latest(1), 3)).containsExactly(3);
    }

    @Test
    void match70_whatHasNoTimeIsLast() {
        Realization timeless = fake('a', Instant.EPOCH);
        Realization old = fake('b', Instant.ofEpochSecond(10));

        assertThat(Matcher.latest(2).match(List.of(timeless, old))).contains(List.of(old, timeless));
    }

    @Test
    void match72_latestOfSeveralWantsThatMany() {
        assertThatThrownBy(() -> realize(Matcher.latest(3), 1)).isInstanceOf(UnsatisfiedException.class);
        assertThat(realize(Matcher.latest(2), 0)).containsExactly(2, 1);
    }

    @Test
    void match73_bestIsTheHighestNumberAndWorseResultsDoNotWin() {
        List<String> scores = new ArrayList<>(List.of("0.5", "0.9", "0.7", "rubbish", "NaN", "-Infinity"));
        Closure<Ref.DRef> closure = stores.store()
                .instantiate(plan -> plan.derive(
                        Config.builder("experiment").build(),
                        Realizer.of("experiment", build -> {
                            Files.writeString(build.out().resolve("score"), scores.remove(0) + "\nmore\n");
                        }),
                        Matcher.best("score", 1)));

        for (String expected : List.of("0.5", "0.9", "0.9", "0.9", "0.9", "0.9")) {
            Realization best = stores.store()
                    .realize(closure, RealizeOptions.builder().forceTargets().build())
                    .one();
            assertThat(best.path().resolve("score")).content().startsWith(expected + "\n");
        }
        assertThat(Matcher.best("missing", 6).match(stores.store().realizations(closure.result())))
                .hasValueSatisfying(all -> assertThat(all).hasSize(6));
    }

    @Test
    void match74_allBuildsOneIfThereIsNoneAndReturnsEverything() {
        assertThat(realize(Matcher.all(), 0)).containsExactly(1);
        assertThat(realize(Matcher.all(), 2)).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void match75_exactWantsExactlyThese() {
        realize(Matcher.all(), 3);
        List<Ref.RRef> all = stores
                .store()
                .realizations(stores.store().derivations().get(0))
                .stream()
                .map(Realization::ref)
                .toList();
        List<Ref.RRef> reversed = new ArrayList<>(all.subList(0, 2));
        Collections.reverse(reversed);

        assertThat(realize(Matcher.exact(reversed), 0)).hasSize(2);
        Ref.RRef unknown = new Ref.RRef("a".repeat(32), all.get(0).dref());
        assertThatThrownBy(() -> realize(Matcher.exact(List.of(all.get(0), unknown)), 0))
                .isInstanceOf(UnsatisfiedException.class)
                .hasMessageContaining(unknown.toString());
    }

    @Test
    void match76_aMatcherSeesOnlyTheContextAtHand() {
        AtomicReference<List<Realization>> seen = new AtomicReference<>();
        AtomicInteger noise = new AtomicInteger();
        Stage<Ref.DRef> stage = plan -> {
            Ref.DRef base = plan.derive(
                    Config.builder("base").build(),
                    Realizer.of(
                            "noise",
                            build -> Files.writeString(build.out().resolve("x"), "" + noise.incrementAndGet())),
                    Matcher.latest(1));
            return plan.derive(Config.builder("top").set("on", base).build(), counting, candidates -> {
                seen.set(candidates);
                return candidates.isEmpty() ? Optional.empty() : Optional.of(candidates);
            });
        };
        Closure<Ref.DRef> closure = stores.store().instantiate(stage);
        stores.store().realize(closure);
        stores.store()
                .realize(
                        closure,
                        RealizeOptions.builder()
                                .force(List.of(closure.derivations().get(0)))
                                .build());

        assertThat(seen.get()).hasSize(1);
        assertThat(stores.store().realizations(closure.result())).hasSize(2);
    }

    @Test
    void match77_whatAMatcherThrowsIsWrappedAndTheStoreIntact() {
        Realization first = stores.store().realize(counted(Matcher.only())).one();

        assertThatThrownBy(() -> stores.store().realize(counted(candidates -> {
                    throw new IllegalStateException("odd");
                })))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("matcher")
                .hasRootCauseMessage("odd");
        assertThatThrownBy(() ->
                        stores.store().realize(counted(candidates -> Optional.of(List.of(fake('a', Instant.EPOCH))))))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("not offered");

        assertThat(stores.store().realize(counted(Matcher.only())).one()).isEqualTo(first);
    }

    @Test
    void rankingsNarrow() {
        List<Realization> some = IntStream.range(0, 5)
                .mapToObj(i -> fake((char) ('a' + i), Instant.ofEpochSecond(i)))
                .toList();

        assertThat(Matcher.highest("time", Realization::started).maximum(2).match(some))
                .contains(List.of(some.get(4), some.get(3)));
        assertThat(Matcher.highest("time", Realization::started).minimum(6).match(some))
                .isEmpty();
        assertThat(Matcher.highest("time", Realization::started)
                        .where(one -> one.started().getEpochSecond() < 2)
                        .match(some))
                .contains(List.of(some.get(1), some.get(0)));
        assertThatThrownBy(() -> Matcher.highest("time", Realization::started)
                        .maximum(4)
                        .exclusive()
                        .match(some))
                .isInstanceOf(AmbiguousException.class);
        assertThat(Matcher.highest("time", Realization::started).minimum(0).match(List.of()))
                .contains(List.of());
        assertThatThrownBy(() -> Matcher.some(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Matcher.highest("x", Realization::started).minimum(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    void match79_theChoiceDoesNotDependOnTheOrderOfTheCandidates(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int size,
            @ForAll @IntRange(min = 1, max = 8) int count) {
        Random random = new Random(seed);
        List<Realization> candidates = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            candidates.add(fake((char) ('a' + i), Instant.ofEpochSecond(random.nextInt(3))));
        }
        List<Realization> shuffled = new ArrayList<>(candidates);
        Collections.shuffle(shuffled, random);

        Optional<List<Realization>> latest = Matcher.latest(count).match(candidates);

        assertThat(Matcher.latest(count).match(shuffled)).isEqualTo(latest);
        assertThat(latest.isPresent()).isEqualTo(count <= size);
        latest.ifPresent(chosen -> {
            assertThat(chosen).hasSize(count);
            for (Realization other : candidates) {
                if (!chosen.contains(other)) {
                    assertThat(chosen).allMatch(one -> !one.started().isBefore(other.started()));
                }
            }
        });
    }

    private static Realization fake(char digit, Instant started) {
        return new Realization(
                new Ref.RRef(String.valueOf(digit).repeat(32), new Ref.DRef("a".repeat(32), "fake")),
                Path.of("nowhere"),
                new Hash("0".repeat(64)),
                0,
                Map.of(),
                started,
                started,
                new Provenance(Provenance.Origin.BUILT, "", ""),
                List.of());
    }
}
