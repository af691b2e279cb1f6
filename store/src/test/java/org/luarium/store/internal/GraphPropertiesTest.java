// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.luarium.store.internal.StoreFixture.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.luarium.store.CollectOptions;
import org.luarium.store.CollectReport;
import org.luarium.store.Ref;
import org.luarium.store.VerifyOptions;
import org.luarium.store.internal.tree.Trees;

/** What holds for every graph of objects. */
class GraphPropertiesTest {
    private static final int MOST_SIZE = 9;

    /** A store with some objects; each made of some that came before, a third of them a sibling of another. */
    private static List<Ref.RRef> fill(StoreFixture fixture, Random random, int count) {
        List<Ref.RRef> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Set<Ref.RRef> madeOf = new TreeSet<>();
            for (int j = random.nextInt(4); j > 0 && i > 0; j--) {
                madeOf.add(all.get(random.nextInt(i)));
            }
            Ref.RRef[] refs = madeOf.toArray(Ref.RRef[]::new);
            String content = i + "-" + "x".repeat(random.nextInt(MOST_SIZE));
            all.add(fixture.put("n" + i, content, refs));
            if (random.nextInt(3) == 0) {
                all.add(fixture.put("n" + i, content + "sibling", refs));
                i++;
            }
            fixture.now = fixture.now.plus(Duration.ofMinutes(random.nextInt(5)));
        }
        return all;
    }

    private static <T> Set<T> some(List<T> all, Random random) {
        Set<T> some = new HashSet<>();
        for (T each : all) {
            if (random.nextInt(5) == 0) {
                some.add(each);
            }
        }
        return some;
    }

    private static Set<Ref.RRef> closure(StoreFixture fixture, Set<Ref.RRef> refs) {
        Set<Ref.RRef> closure = new TreeSet<>(refs);
        refs.forEach(ref -> fixture.store.context(ref).values().forEach(closure::addAll));
        return closure;
    }

    private interface Check {
        void in(StoreFixture fixture, Random random, List<Ref.RRef> all) throws IOException;
    }

    private static void inAStore(long seed, int count, Check check) throws IOException {
        Path folder = Files.createTempDirectory("graph");
        try (StoreFixture fixture = new StoreFixture(folder.resolve("store"))) {
            Random random = new Random(seed);
            check.in(fixture, random, fill(fixture, random, count));
        } finally {
            Trees.delete(folder);
        }
    }

    @Property(tries = 15)
    void dependents105_isTheInverseOfDependencies(@ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int count)
            throws IOException {
        inAStore(seed, count, (fixture, random, all) -> {
            for (Ref.RRef one : all) {
                Set<Ref.RRef> direct = fixture.store.dependents(one, false);
                Set<Ref.RRef> indirect = fixture.store.dependents(one, true);
                for (Ref.RRef other : all) {
                    boolean madeOf = fixture.store.find(other).orElseThrow().dependencies().values().stream()
                            .anyMatch(refs -> refs.contains(one));
                    boolean inContext = fixture.store
                            .context(other)
                            .getOrDefault(one.dref(), List.of())
                            .contains(one);
                    assertThat(direct.contains(other)).isEqualTo(madeOf);
                    assertThat(indirect.contains(other)).isEqualTo(inContext);
                    assertThat(fixture.store.whyDepends(other, one).isEmpty()).isEqualTo(!inContext);
                }
            }
        });
    }

    @Property(tries = 15)
    void collect107_removesExactlyWhatCannotBeReached(@ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int count)
            throws IOException {
        inAStore(seed, count, (fixture, random, all) -> {
            Set<Ref.RRef> keep = some(all, random);
            Set<Ref.RRef> expected = closure(fixture, keep);
            CollectOptions options = CollectOptions.all().keeping(keep);

            CollectReport dry = fixture.store.collect(options.dryRunning());
            CollectReport report = fixture.store.collect(options);

            assertThat(report)
                    .usingRecursiveComparison()
                    .ignoringFields("pause")
                    .isEqualTo(dry);
            for (Ref.RRef ref : all) {
                assertThat(fixture.has(ref)).isEqualTo(expected.contains(ref));
                assertThat(report.removed().containsKey(ref)).isNotEqualTo(expected.contains(ref));
            }
            assertThat(report.kept()).isEqualTo(expected.size());
            assertThat(fixture.store.derivations())
                    .containsExactlyElementsOf(expected.stream()
                            .map(Ref.RRef::dref)
                            .distinct()
                            .sorted()
                            .toList());
            assertThat(fixture.store.verify(VerifyOptions.all()).isGood()).isTrue();
        });
    }

    @Property(tries = 15)
    void collect117_neverLeavesAnythingIncomplete(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 25) int count,
            @ForAll @IntRange(min = 0, max = 200) int bytes)
            throws IOException {
        inAStore(seed, count, (fixture, random, all) -> {
            Set<Ref.RRef> keep = some(all, random);
            Set<Ref.RRef> reachable = closure(fixture, keep);
            CollectOptions options = CollectOptions.all().keeping(keep).freeing(bytes);

            CollectReport dry = fixture.store.collect(options.dryRunning());
            CollectReport report = fixture.store.collect(options);

            assertThat(report)
                    .usingRecursiveComparison()
                    .ignoringFields("pause")
                    .isEqualTo(dry);
            assertThat(reachable).allMatch(fixture::has);
            long last = report.removed().values().stream().reduce((a, b) -> b).orElse(0L);
            assertThat(report.bytes() - last).isLessThanOrEqualTo(Math.max(0, bytes - 1));
            if (report.bytes() < bytes) {
                assertThat(report.kept()).isEqualTo(reachable.size());
            }
            for (Ref.RRef ref : all) {
                if (fixture.has(ref)) {
                    assertThat(closure(fixture, Set.of(ref))).allMatch(fixture::has);
                    assertThat(fixture.store.config(ref.dref()).name()).isEqualTo(ref.name());
                }
            }
        });
    }

    @Property(tries = 10)
    void collect108_aKeptDerivationCanBeBuiltAgain(@ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int count)
            throws IOException {
        inAStore(seed, count, (fixture, random, all) -> {
            Ref.DRef unrealized = fixture.define(
                    config("unrealized", all.get(random.nextInt(all.size()))).build());
            fixture.store.collect(CollectOptions.all().keeping(Set.of(unrealized)));

            List<Ref.DRef> left = fixture.store.derivations();
            assertThat(left).contains(unrealized);
            for (Ref.DRef dref : left) {
                assertThat(left).containsAll(fixture.store.config(dref).dependencies());
            }
            for (Ref.RRef ref : all) {
                assertThat(fixture.has(ref)).isEqualTo(left.contains(ref.dref()));
            }
        });
    }
}
