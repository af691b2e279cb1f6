// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.luarium.store.Config;
import org.luarium.store.Matcher;
import org.luarium.store.Provenance;
import org.luarium.store.Realization;
import org.luarium.store.Realized;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;

class ActionKeyTest {
    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private final AtomicInteger runs = new AtomicInteger();

    private Realizer copying(String id) {
        return Realizer.of(id, build -> {
            runs.incrementAndGet();
            for (Ref.DRef dependency : build.config().dependencies()) {
                Files.writeString(build.out().resolve("copy"), Files.readString(build.path(dependency, "text")));
            }
        });
    }

    /** The recipe of the base differs, its content may be the same. */
    private Stage<Ref.DRef> above(String recipe, String content, Realizer realizer) {
        return plan -> {
            Ref.DRef base = plan.derive(
                    Config.builder("base").set("mirror", recipe).build(),
                    Realizer.of(
                            "base " + content,
                            build -> Files.writeString(build.out().resolve("text"), content)));
            Ref.DRef middle =
                    plan.derive(Config.builder("middle").set("on", base).build(), realizer);
            return plan.derive(Config.builder("top").set("on", middle).build(), Realizer.of("top", build -> {
                runs.incrementAndGet();
                Files.writeString(build.out().resolve("top"), "x");
            }));
        };
    }

    @Test
    void anotherRecipeOfEqualContentRunsNothingAbove() {
        Realized<Ref.DRef> first = stores.store().realize(above("here", "x", copying("1")));
        runs.set(0);

        Realized<Ref.DRef> second = stores.store().realize(above("there", "x", copying("1")));

        assertThat(runs).hasValue(0);
        assertThat(second.one().ref()).isNotEqualTo(first.one().ref());
        assertThat(second.one().tree()).isEqualTo(first.one().tree());
        assertThat(second.one().provenance())
                .isEqualTo(new Provenance(
                        Provenance.Origin.ADOPTED, first.one().ref().toString(), ""));
        assertThat(second.built()).hasSize(1);
        assertThat(second.one().path().resolve("top")).hasContent("x");
    }

    @Test
    void anotherContentRunsEverythingAbove() {
        stores.store().realize(above("here", "x", copying("1")));
        runs.set(0);

        stores.store().realize(above("there", "y", copying("1")));

        assertThat(runs).hasValue(2);
    }

    @Test
    void action151_anotherRealizerRunsAgain() {
        stores.store().realize(above("here", "x", copying("1")));
        runs.set(0);

        stores.store().realize(above("here", "x", copying("2")));

        assertThat(runs)
                .as("the realizer, and nothing above it, as its output is the same")
                .hasValue(1);
    }

    @Test
    void anOutputThatNamesThePlaceOfAnInputIsBuiltAnew() {
        Realizer naming = Realizer.of("naming", build -> {
            runs.incrementAndGet();
            Files.writeString(
                    build.out().resolve("text"),
                    "x".repeat(70_000)
                            + build.path(build.config().dependencies().first()));
        });
        stores.store().realize(above("here", "x", naming));
        runs.set(0);

        Realization second = stores.store().realize(above("there", "x", naming)).one();

        assertThat(runs).hasValue(2);
        assertThat(second.provenance().origin()).isEqualTo(Provenance.Origin.BUILT);
    }

    @Test
    void action152_neitherTimeNorZoneNorLanguageAreInAnyName() {
        Stage<Ref.DRef> stage = above("here", "x", copying("1"));
        Realization now = stores.store().realize(stage).one();
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try (StoreImpl other = new StoreImpl(
                stores.directory().resolve("other"),
                new Settings(1, Duration.ofMinutes(1), () -> Instant.parse("1999-12-31T23:59:59Z"), Optional::empty))) {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));

            Realization then = other.realize(stage).one();

            assertThat(then.ref()).isEqualTo(now.ref());
            assertThat(then.started()).isEqualTo("1999-12-31T23:59:59Z");
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void aClockThatGoesBackHarmsNothing() {
        AtomicInteger calls = new AtomicInteger();
        stores.reopen(new Settings(
                1,
                Duration.ofMinutes(1),
                () -> Instant.ofEpochSecond(1_000_000_000L - 1_000L * calls.incrementAndGet()),
                Optional::empty));

        Realized<Ref.DRef> first = stores.store().realize(above("here", "x", copying("1")));
        Realized<Ref.DRef> second = stores.reopen().realize(above("here", "x", copying("1")));

        assertThat(second.one()).isEqualTo(first.one());
        assertThat(first.one().ended()).isBefore(first.one().started());
        assertThat(Matcher.latest(1).match(stores.store().realizations(first.result())))
                .isPresent();
    }
}
