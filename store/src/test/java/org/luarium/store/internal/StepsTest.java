// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.luarium.store.Closure;
import org.luarium.store.Config;
import org.luarium.store.InvalidPlanException;
import org.luarium.store.Matcher;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.PromiseBrokenException;
import org.luarium.store.Provenance;
import org.luarium.store.Realization;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.SelfPath;
import org.luarium.store.Stage;
import org.luarium.store.Steps;

@Timeout(60)
class StepsTest {
    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private static final Realizer COPYING = Realizer.of("copying", build -> {
        StringBuilder all = new StringBuilder(build.config().name());
        for (Ref.DRef dependency : build.config().dependencies()) {
            all.append(Files.readString(build.path(dependency, "content")));
        }
        Files.writeString(build.out().resolve("content"), all);
    });

    record Chain(Ref.DRef base, Ref.DRef middle, Ref.DRef top) {}

    private static final Stage<Chain> CHAIN = plan -> {
        Ref.DRef base = plan.derive(
                Config.builder("base").set("out", SelfPath.promise("content")).build(), COPYING, Matcher.some(1));
        Ref.DRef middle = plan.derive(Config.builder("middle").set("on", base).build(), COPYING);
        return new Chain(
                base,
                middle,
                plan.derive(Config.builder("top").set("on", middle).build(), COPYING));
    };

    private Closure<Chain> closure() {
        return stores.store().instantiate(CHAIN);
    }

    private Steps step(Ref.DRef... at) {
        return stores.store().step(closure(), Set.of(at), RealizeOptions.defaults());
    }

    private static String content(Steps steps, Ref.DRef dref) throws Exception {
        return Files.readString(steps.result().one(dref).path().resolve("content"));
    }

    @Test
    void step142_waitsWhereItIsToldAndShowsTheContext() {
        Chain chain = closure().result();
        try (Steps steps = step(chain.middle(), chain.top())) {
            assertThat(steps.paused()).contains(chain.middle());
            assertThat(steps.context()).containsOnlyKeys(chain.base());
            assertThat(steps.build().path(chain.base(), "content")).hasContent("base");

            assertThat(steps.next()).contains(chain.top());
            assertThat(steps.context()).containsOnlyKeys(chain.base(), chain.middle());
        }
    }

    @Test
    void step143_goingOnGivesWhatWouldBeWithoutAPause() throws Exception {
        Chain chain = closure().result();
        try (Steps steps = step(chain.base(), chain.top())) {
            assertThat(steps.next()).contains(chain.top());
            assertThat(steps.next()).isEmpty();

            assertThat(steps.result().realizations())
                    .isEqualTo(stores.store().realize(closure()).realizations());
            assertThat(content(steps, chain.top())).isEqualTo("topmiddlebase");
        }
    }

    @Test
    void step144_anOwnFolderBecomesTheRealization() throws Exception {
        Chain chain = closure().result();
        Path own = Files.createDirectory(stores.directory().resolve("own"));
        Files.writeString(own.resolve("content"), "by hand");
        try (Steps steps = step(chain.base())) {
            assertThat(steps.continueWithFolders(List.of(own))).isEmpty();

            assertThat(content(steps, chain.top())).isEqualTo("topmiddleby hand");
            assertThat(steps.result().one(chain.base()).provenance().origin()).isEqualTo(Provenance.Origin.SUPPLIED);
        }
        assertThat(Files.isWritable(own.resolve("content"))).isTrue();
    }

    @Test
    void step144_promisesAreCheckedAndItGoesOnWaiting() throws Exception {
        Chain chain = closure().result();
        Path empty = Files.createDirectory(stores.directory().resolve("empty"));
        try (Steps steps = step(chain.base())) {
            assertThatThrownBy(() -> steps.continueWithFolders(List.of(empty)))
                    .isInstanceOf(PromiseBrokenException.class);
            assertThat(steps.paused()).contains(chain.base());
            assertThatThrownBy(steps::result).isInstanceOf(IllegalStateException.class);
            assertThat(steps.next()).isEmpty();
        }
    }

    @Test
    void step144_whatIsBuiltByHandBecomesTheRealization() throws Exception {
        Chain chain = closure().result();
        try (Steps steps = step(chain.middle())) {
            assertThatThrownBy(steps::continueBuild).isInstanceOf(IllegalStateException.class);
            Files.writeString(steps.build().out().resolve("content"), "own");

            assertThat(steps.continueBuild()).isEmpty();

            assertThat(content(steps, chain.top())).isEqualTo("topown");
        }
        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void step145_aRealizationThatIsThereCanBeChosen() throws Exception {
        Chain chain = closure().result();
        Realization regular = stores.store().realize(closure()).one(chain.base());
        Path own = Files.createDirectory(stores.directory().resolve("own"));
        Files.writeString(own.resolve("content"), "by hand");
        Realization other;
        try (Steps steps = step(chain.base())) {
            steps.continueWithFolders(List.of(own));
            other = stores.store().realizations(chain.base()).stream()
                    .filter(one -> !one.equals(regular))
                    .findFirst()
                    .orElseThrow();
        }

        try (Steps steps = step(chain.base())) {
            assertThatThrownBy(() -> steps.continueWith(List.of(new Ref.RRef("a".repeat(32), chain.base()))))
                    .isInstanceOf(ObjectNotFoundException.class);
            steps.continueWith(List.of(other.ref()));
            assertThat(content(steps, chain.top())).isEqualTo("topmiddleby hand");
        }
    }

    @Test
    void step146_givingUpReleasesEverything() throws Exception {
        Chain chain = closure().result();
        Steps steps = step(chain.middle());
        Files.writeString(steps.build().out().resolve("half"), "x");
        assertThat(stores.root().resolve("leases")).isNotEmptyDirectory();

        steps.close();
        steps.close();

        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
        assertThat(stores.root().resolve("leases")).isEmptyDirectory();
        assertThat(steps.paused()).isEmpty();
        assertThatThrownBy(steps::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("given up");
        assertThat(stores.store().realize(closure()).one(chain.top()).path()).isDirectory();
    }

    @Test
    void step147_othersRealizeTheSameMeanwhile() {
        Chain chain = closure().result();
        try (Steps steps = step(chain.middle())) {
            Realization top = stores.store().realize(closure()).one(chain.top());

            assertThat(steps.next()).isEmpty();
            assertThat(steps.result().one(chain.top())).isEqualTo(top);
        }
    }

    @Test
    void step148_afterTheEndThereIsAResultAndNothingToGoOnWith() {
        Chain chain = closure().result();
        try (Steps steps = step(chain.top())) {
            steps.next();

            assertThat(steps.paused()).isEmpty();
            assertThat(new HashSet<>(steps.result().built())).hasSize(3);
            assertThatThrownBy(steps::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("its end");
            assertThatThrownBy(steps::context).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void step149_whereItCannotWaitIsAnError() {
        Ref.DRef other =
                stores.store().instantiate(StoreExtension.text("other", "x")).result();

        assertThatThrownBy(() -> step()).isInstanceOf(InvalidPlanException.class);
        assertThatThrownBy(() -> step(other))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("do not need it");
        assertThat(stores.root().resolve("leases")).isEmptyDirectory();
    }
}
