// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.luarium.store.Closure;
import org.luarium.store.Config;
import org.luarium.store.Derivation;
import org.luarium.store.InvalidPlanException;
import org.luarium.store.Matcher;
import org.luarium.store.MissingRealizerException;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Plan;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.plan.Instantiation;

class InstantiateTest {
    private static final Realizer NOTHING =
            build -> Files.createFile(build.out().resolve("x"));

    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private static Ref.DRef leaf(Plan plan, String name) {
        return plan.derive(Config.builder(name).build(), NOTHING);
    }

    private static Ref.DRef on(Plan plan, String name, Ref.DRef... dependencies) {
        return plan.derive(Config.builder(name).set("on", List.of(dependencies)).build(), NOTHING);
    }

    @Test
    void instantiate23_theSameStageTwiceGivesTheSameNamesAndOneDerivation() {
        Stage<Ref.DRef> stage = plan -> leaf(plan, "one");

        Ref.DRef first = stores.store().instantiate(stage).result();
        Ref.DRef second = stores.store().instantiate(stage).result();

        assertThat(second).isEqualTo(first);
        assertThat(stores.store().derivations()).containsExactly(first);
    }

    @Test
    void instantiate24_writesDerivationsOnceAndSurvivesAReopening() throws Exception {
        Stage<Ref.DRef> stage = plan -> on(plan, "top", leaf(plan, "base"));
        Ref.DRef top = stores.store().instantiate(stage).result();
        Map<String, String> before = stores.contents();
        Config config = stores.store().config(top);

        stores.store().instantiate(stage);
        assertThat(stores.contents()).isEqualTo(before);
        stores.reopen().instantiate(stage);

        assertThat(stores.contents()).isEqualTo(before);
        assertThat(stores.store().config(top)).isEqualTo(config);
    }

    @Test
    void instantiate25_theClosureHasAllDependenciesFirst() {
        Closure<Ref.DRef> closure = stores.store().instantiate(plan -> on(plan, "c", on(plan, "b", leaf(plan, "a"))));

        assertThat(closure.derivations()).extracting(Ref.DRef::name).containsExactly("a", "b", "c");
        assertThat(closure.targets()).containsExactly(closure.result());
        assertThat(closure.plan().derivation(closure.result()).config().name()).isEqualTo("c");
    }

    @Test
    void instantiate26_aDependencyOfAnotherPlanIsNamed() {
        Ref.DRef other = stores.store().instantiate(plan -> leaf(plan, "other")).result();

        assertThatThrownBy(() -> stores.store().instantiate(plan -> on(plan, "top", other)))
                .isInstanceOfSatisfying(
                        MissingRealizerException.class,
                        e -> assertThat(e.dref()).isEqualTo(other))
                .hasMessageContaining("top")
                .hasMessageContaining(other.toString());
    }

    @Test
    void instantiate27_aDerivationThatNoStoreKnowsIsRefused() {
        Ref.DRef foreign = new Ref.DRef("a".repeat(32), "foreign");

        assertThatThrownBy(() -> stores.store().instantiate(plan -> on(plan, "top", foreign)))
                .isInstanceOf(MissingRealizerException.class);
        assertThatThrownBy(() -> stores.store().instantiate(plan -> {
                    leaf(plan, "own");
                    return foreign;
                }))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("another plan");
        assertThatThrownBy(() -> stores.store().config(foreign)).isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void instantiate28_aResultWithoutDerivationIsRefused() {
        assertThatThrownBy(() -> stores.store().instantiate(plan -> {
                    leaf(plan, "lost");
                    return "nothing";
                }))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("names no derivation");
        assertThatThrownBy(() -> stores.store().instantiate(plan -> null)).isInstanceOf(InvalidPlanException.class);
        assertThat(stores.store().derivations()).isEmpty();
    }

    @Test
    void instantiate29_aStageThatUsesItselfIsRefusedAndAnotherOneWorksAfterwards() {
        AtomicReference<Stage<Ref.DRef>> self = new AtomicReference<>();
        self.set(plan -> plan.use(self.get()));

        assertThatThrownBy(() -> stores.store().instantiate(self.get()))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("never end");

        self.set(plan -> leaf(plan, "fine"));
        assertThat(stores.store().instantiate(self.get()).result().name()).isEqualTo("fine");
    }

    @Test
    void aPlanIsOfNoUseAfterwardsOrInAnotherThread() {
        AtomicReference<Plan> escaped = new AtomicReference<>();
        stores.store().instantiate(plan -> {
            escaped.set(plan);
            CompletableFuture.runAsync(() ->
                            assertThatThrownBy(() -> leaf(plan, "elsewhere")).isInstanceOf(InvalidPlanException.class))
                    .join();
            return leaf(plan, "a");
        });

        assertThatThrownBy(() -> leaf(escaped.get(), "b"))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void instantiate30_aStageMayRealizeAnotherPlan() {
        Ref.DRef outer = stores.store()
                .instantiate(plan -> {
                    String inner = stores.store()
                            .realize(other -> leaf(other, "inner"))
                            .one()
                            .ref()
                            .toString();
                    return plan.derive(
                            Config.builder("outer").set("inner", inner).build(), NOTHING);
                })
                .result();

        assertThat(stores.store().config(outer).dependencies()).isEmpty();
        assertThat(stores.store().config(outer).get("inner", String.class)).startsWith("rref:");
    }

    @Test
    void instantiate31_anotherRealizerIsAnotherDerivationAndTheSameCountsOnceWithTheLastMatcher() {
        Config config = Config.builder("x").build();
        Realizer one = Realizer.of("one", NOTHING);
        Realizer two = Realizer.of("two", NOTHING);

        Closure<List<Ref.DRef>> closure = stores.store()
                .instantiate(plan -> List.of(
                        plan.derive(config, one), plan.derive(config, two), plan.derive(config, one, Matcher.all())));

        assertThat(closure.result().get(0)).isNotEqualTo(closure.result().get(1));
        assertThat(closure.result().get(2)).isEqualTo(closure.result().get(0));
        assertThat(closure.targets()).hasSize(2);
        assertThat(closure.plan().derivation(closure.result().get(0)).matcher()).hasToString("all");
    }

    record Pair(Ref.DRef left, Optional<Ref.DRef> right, int number) {}

    @Test
    void instantiate32_resultsKeepTheirStructure() {
        Closure<Map<String, List<Pair>>> closure = stores.store()
                .instantiate(plan ->
                        Map.of("pairs", List.of(new Pair(leaf(plan, "l"), Optional.of(leaf(plan, "r")), 7))));

        Pair pair = closure.result().get("pairs").get(0);
        assertThat(pair.number()).isEqualTo(7);
        assertThat(closure.targets()).containsExactly(pair.left(), pair.right().orElseThrow());
    }

    @Test
    void instantiate33_aStageUsedFromTwoSidesIsDerivedOnce() {
        AtomicInteger uses = new AtomicInteger();
        Stage<Ref.DRef> base = plan -> {
            uses.incrementAndGet();
            return leaf(plan, "base");
        };

        Closure<Ref.DRef> closure = stores.store()
                .instantiate(
                        plan -> on(plan, "top", on(plan, "left", plan.use(base)), on(plan, "right", plan.use(base))));

        assertThat(uses).hasValue(2);
        assertThat(closure.derivations()).extracting(Ref.DRef::name).containsExactly("base", "left", "right", "top");
    }

    @Test
    void redefineChangesACopyAndLeavesTheOriginal() {
        Closure<List<Ref.DRef>> closure = stores.store().instantiate(plan -> {
            Ref.DRef original = leaf(plan, "x");
            Ref.DRef changed = plan.redefine(
                    original,
                    old -> old.withConfig(
                            old.config().toBuilder().set("debug", true).build()));
            return List.of(original, changed);
        });

        assertThat(closure.targets()).hasSize(2);
        assertThat(stores.store().config(closure.result().get(1)).values()).containsEntry("debug", true);
    }

    @Test
    void realize78_anotherMatcherKeepsTheName() {
        Closure<List<Ref.DRef>> closure = stores.store().instantiate(plan -> {
            Ref.DRef original = leaf(plan, "x");
            return List.of(original, plan.redefine(original, old -> old.withMatcher(Matcher.all())));
        });

        assertThat(closure.targets()).hasSize(1);
        Derivation derivation = closure.plan().derivation(closure.targets().get(0));
        assertThat(derivation.matcher()).hasToString("all");
        assertThat(stores.store()
                        .realize(closure, RealizeOptions.defaults())
                        .all(closure.targets().get(0)))
                .hasSize(1);
    }

    @Property(tries = 100)
    void instantiate36_theUnionOfTheClosuresOfTheTargetsIsEverythingThatIsReachable(
            @ForAll @IntRange(min = 1, max = 30) int size, @ForAll long seed) {
        RandomGraph graph = new RandomGraph(size, seed);

        Closure<List<Ref.DRef>> closure =
                Instantiation.of(this, graph.stage(NOTHING)).closure();

        assertThat(closure.derivations()).hasSize(size);
        List<Ref.DRef> seen = new ArrayList<>();
        for (Ref.DRef dref : closure.derivations()) {
            assertThat(seen)
                    .containsAll(closure.plan().derivation(dref).config().dependencies());
            seen.add(dref);
        }
        assertThat(RandomGraph.reachable(closure)).containsExactlyInAnyOrderElementsOf(closure.derivations());
    }

    @Property(tries = 100)
    void instantiate37_theRootsOfAGraphAreWhatNothingDependsOn(
            @ForAll @IntRange(min = 1, max = 30) int size, @ForAll long seed) {
        Closure<List<Ref.DRef>> closure = Instantiation.of(this, new RandomGraph(size, seed).stage(NOTHING))
                .closure();

        List<Ref.DRef> dependencies = closure.derivations().stream()
                .flatMap(dref -> closure.plan().derivation(dref).config().dependencies().stream())
                .toList();
        assertThat(closure.targets())
                .containsExactlyInAnyOrderElementsOf(closure.derivations().stream()
                        .filter(dref -> !dependencies.contains(dref))
                        .toList());
    }
}
