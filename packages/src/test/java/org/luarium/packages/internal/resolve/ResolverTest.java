// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.luarium.packages.Dependency;
import org.luarium.packages.ResolutionLimitException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.UnresolvableException;
import org.luarium.packages.internal.resolve.Exclusion.Reason;

class ResolverTest {
    private final FakeUniverse universe = new FakeUniverse();
    private final Request.Builder request = Request.builder();

    private String resolve(String... requested) {
        for (String dependency : requested) {
            request.ask(Dependency.of(dependency));
        }
        return Resolver.resolve(universe, request.build()).versions().toString();
    }

    private List<String> explain(String... requested) {
        return catchThrowableOfType(UnresolvableException.class, () -> resolve(requested))
                .explanation();
    }

    @Test
    void takesTheNewestThatFitsAndNothingElse() {
        universe.rock("a", "1-1", "b")
                .rock("a", "2-1", "b < 3")
                .rock("b", "2-1")
                .rock("b", "3-1")
                .rock("c", "1-1");

        assertThat(resolve("a")).isEqualTo("{a=2-1, b=2-1}");
    }

    @Test
    void stepsBackWhereLuaRocksInstallsTwoVersions() {
        universe.rock("luassert", "1.8.0-0", "say")
                .rock("luassert", "1.9.0-1", "say >= 1.4.0-1")
                .rock("say", "1.3-1")
                .rock("say", "1.4.1-3");

        assertThat(resolve("luassert", "say < 1.4")).isEqualTo("{luassert=1.8.0-0, say=1.3-1}");
    }

    @Test
    void whatIsAskedForFirstIsServedFirst() {
        universe.rock("a", "1-1", "c 1").rock("a", "2-1", "c 2");
        universe.rock("b", "1-1", "c 2").rock("b", "2-1", "c 1");
        universe.rock("c", "1-1").rock("c", "2-1");

        assertThat(resolve("a", "b")).isEqualTo("{a=2-1, b=1-1, c=2-1}");
    }

    @Test
    void keepsWhatIsLockedIfItFits() {
        universe.rock("a", "1-1")
                .rock("a", "2-1")
                .rock("b", "1-1")
                .rock("b", "2-1")
                .rock("c", "1-1", "b > 1");
        request.lock(new RockName("a"), RockVersion.of("1-1")).lock(new RockName("b"), RockVersion.of("1-1"));
        request.lock(new RockName("gone"), RockVersion.of("1-1"));

        assertThat(resolve("a", "c")).isEqualTo("{a=1-1, b=2-1, c=1-1}");
    }

    @Test
    void whatTheEnvironmentProvidesIsNotInstalled() {
        universe.rock("a", "1-1", "lua >= 5.1").rock("a", "2-1", "lua < 5.4");
        request.provide(new RockName("lua"), RockVersion.of("5.4-1"));

        assertThat(resolve("a")).isEqualTo("{a=1-1}");
        assertThat(universe.read).containsExactly("a 2-1", "a 1-1");
    }

    @Test
    void rocksMayNeedEachOtherAndThemselves() {
        universe.rock("a", "1-1", "b", "a").rock("a", "2-1", "b", "a < 2").rock("b", "1-1", "a >= 1");

        assertThat(resolve("a")).isEqualTo("{a=1-1, b=1-1}");
    }

    @Test
    void readsNoMoreThanItDecides() {
        for (int i = 0; i < 1000; i++) {
            universe.rock("a", i + "-1", "b " + i).rock("b", i + "-1");
        }

        assertThat(resolve("a")).isEqualTo("{a=999-1, b=999-1}");
        assertThat(universe.read).containsExactly("a 999-1", "b 999-1");
    }

    @Test
    void nothingIsFoundForNothing() {
        assertThat(resolve()).isEqualTo("{}");
    }

    @Test
    void namesBothSides() {
        universe.rock("busted", "2.3.0-1", "penlight >= 1.15.0");
        universe.rock("penlight", "1.14.0-3").rock("penlight", "1.15.0-1");

        assertThat(explain("busted >= 2.3", "penlight < 1.15"))
                .containsExactly(
                        "you asked for busted >= 2.3",
                        "busted 2.3.0-1 needs penlight >= 1.15.0, but you asked for penlight < 1.15");
    }

    @Test
    void namesBothSidesFarFromTheRequest() {
        universe.rock("a", "1-1", "b", "c")
                .rock("b", "1-1", "d 1")
                .rock("b", "2-1", "d 1")
                .rock("b", "3-1", "d 1");
        universe.rock("c", "1-1", "d 2").rock("d", "1-1").rock("d", "2-1");

        assertThat(explain("a"))
                .containsExactly(
                        "you asked for a",
                        "a 1-1 needs b",
                        "a 1-1 needs c",
                        "b 1-1 to 3-1 need d == 1, but c 1-1 needs d == 2");
    }

    @Test
    void threeMayContradictOnlyTogether() {
        universe.rock("a", "1-1", "r >= 2")
                .rock("b", "1-1", "r <= 2")
                .rock("r", "1-1")
                .rock("r", "2-1")
                .rock("r", "3-1");

        assertThat(explain("a", "b", "r ~= 2"))
                .containsExactly(
                        "you asked for a",
                        "you asked for b",
                        "a 1-1 needs r >= 2, b 1-1 needs r <= 2, but you asked for r ~= 2");
    }

    @Test
    void saysWhyAVersionIsNotAvailable() {
        universe.exclude("argparse", "0.7.0-1", Reason.LUA_VERSION, "5.4")
                .exclude("argparse", "0.7.1-1", Reason.LUA_VERSION, "5.4")
                .exclude("argparse", "0.8.0-1", Reason.NO_SOURCE, "")
                .rock("argparse", "0.6.0-1");

        assertThat(explain("argparse >= 0.7"))
                .containsExactly("you asked for argparse >= 0.7, but argparse 0.7.0-1 and 0.7.1-1 are excluded"
                        + " (not for Lua 5.4) and argparse 0.8.0-1 is excluded (no source to build it from)");
    }

    @Test
    void saysWhatThereIsInstead() {
        universe.rock("a", "1-1").rock("a", "2-1").rock("a", "3-1");

        assertThat(explain("a > 3")).containsExactly("you asked for a > 3, but there is only a 1-1 to 3-1");
    }

    @Test
    void saysWhatWouldDoWereItNotExcluded() {
        universe.rock("a", "1-1", "b >= 2").rock("b", "1-1").rock("b", "3-1");
        universe.exclude("b", "2-1", Reason.ARCHITECTURE, "linux-x86_64").exclude("b", "2.1-1", Reason.PINNED, "inner");

        assertThat(explain("a", "b < 3"))
                .containsExactly(
                        "you asked for a",
                        "a 1-1 needs b >= 2, but you asked for b < 3 (b 2-1 is excluded [not for linux-x86_64]"
                                + " and b 2.1-1 is excluded [the name is pinned to the repository inner])");
    }

    @Test
    void saysWhatIsNowhere() {
        universe.rock("a", "1-1", "b >= 2");

        assertThat(explain("a")).containsExactly("you asked for a", "a 1-1 needs b >= 2, but no repository has b");
    }

    @Test
    void saysThatNothingIsLeft() {
        universe.exclude("c", "1-1", Reason.NO_SOURCE, "");

        assertThat(explain("c > 1"))
                .containsExactly(
                        "you asked for c > 1, but all of c is excluded, 1-1 for example (no source to build it from)");
    }

    @Test
    void saysWhatTheEnvironmentHas() {
        universe.rock("a", "1-1", "lua < 5.4");
        request.provide(new RockName("lua"), RockVersion.of("5.4-1"));

        assertThat(explain("a"))
                .containsExactly("you asked for a", "a 1-1 needs lua < 5.4, but this environment has lua 5.4-1");
    }

    @Test
    void saysWhichRockspecCannotBeRead() {
        universe.unreadable("a", "1-1", "its rockspec never ends");

        assertThat(explain("a")).containsExactly("you asked for a", "a 1-1 is excluded (its rockspec never ends)");
    }

    @Test
    void avoidsWhatCannotBeRead() {
        universe.unreadable("b", "2-1", "broken").rock("b", "1-1").rock("a", "1-1", "b");

        assertThat(resolve("a")).isEqualTo("{a=1-1, b=1-1}");
    }

    @Test
    void givesUpAfterTheStepsAllowed() {
        for (int i = 1; i <= 40; i++) {
            universe.rock("a", i + "-1", "b " + i)
                    .rock("b", i + "-1", "c > " + i)
                    .rock("c", i + "-1", "a > " + i);
        }
        request.steps(50);

        assertThatThrownBy(() -> resolve("a"))
                .isInstanceOfSatisfying(
                        ResolutionLimitException.class,
                        e -> assertThat(e.steps()).isEqualTo(50));
    }

    @Test
    void manyVersionsOfOneRockAreNoBurden() {
        for (int i = 0; i < 20_000; i++) {
            universe.rock("a", i + "-1", "b");
        }
        universe.rock("b", "1-1", "a < 50");

        assertThat(resolve("a")).isEqualTo("{a=49-1, b=1-1}");
    }
}
