// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.luarium.store.AmbiguousException;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Closure;
import org.luarium.store.Config;
import org.luarium.store.HashMismatchException;
import org.luarium.store.InvalidPlanException;
import org.luarium.store.Matcher;
import org.luarium.store.NotRealizedException;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Plan;
import org.luarium.store.Provenance;
import org.luarium.store.Realization;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;

class RealizeTest {
    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private final AtomicInteger runs = new AtomicInteger();
    private volatile String content = "1";

    private final Realizer writing = Realizer.of("writing", build -> {
        runs.incrementAndGet();
        Files.writeString(build.out().resolve("content"), content);
    });

    private final Realizer copying = Realizer.of("copying", build -> {
        runs.incrementAndGet();
        StringBuilder all = new StringBuilder(build.config().name());
        for (Ref.DRef dependency : build.config().dependencies()) {
            all.append(Files.readString(build.path(dependency, "content")));
        }
        Files.writeString(build.out().resolve("content"), all);
    });

    record Chain(Ref.DRef base, Ref.DRef middle, Ref.DRef top) {}

    private Stage<Chain> chain(Matcher baseMatcher) {
        return plan -> {
            Ref.DRef base = plan.derive(Config.builder("base").build(), writing, baseMatcher);
            Ref.DRef middle =
                    plan.derive(Config.builder("middle").set("on", base).build(), copying, Matcher.all());
            return new Chain(
                    base,
                    middle,
                    plan.derive(Config.builder("top").set("on", middle).build(), copying, Matcher.all()));
        };
    }

    @Test
    void realize38_theSecondTimeNothingRuns() {
        Realization first = stores.store()
                .realize(plan -> plan.use(StoreExtension.text("a", "x")))
                .one();
        Realized<Ref.DRef> second = stores.store().realize(StoreExtension.text("a", "x"));
        Realized<Ref.DRef> third = stores.reopen().realize(StoreExtension.text("a", "x"));

        assertThat(second.one()).isEqualTo(first);
        assertThat(second.built()).isEmpty();
        assertThat(third.one()).isEqualTo(first);
        assertThat(first.path().resolve("text")).hasContent("x");
        assertThat(first.provenance().origin()).isEqualTo(Provenance.Origin.BUILT);
    }

    @Test
    void realize39_whatTheTargetsDoNotNeedIsNotBuilt() {
        Realized<Ref.DRef> realized = stores.store().realize(plan -> {
            plan.derive(Config.builder("unneeded").build(), writing);
            return plan.derive(Config.builder("needed").build(), writing);
        });

        assertThat(runs).hasValue(1);
        assertThat(realized.realizations()).hasSize(1);
    }

    @Property(tries = 40)
    void realize40_dependenciesAreBuiltBeforeDependants(
            @ForAll @IntRange(min = 1, max = 20) int size,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int jobs)
            throws Exception {
        StoreExtension own = new StoreExtension();
        own.beforeEach(null);
        try {
            List<Ref.DRef> order = Collections.synchronizedList(new ArrayList<>());
            Closure<List<Ref.DRef>> closure = own.store().instantiate(new RandomGraph(size, seed).stage(build -> {
                        for (Ref.DRef dependency : build.config().dependencies()) {
                            assertThat(build.path(dependency, "done")).exists();
                        }
                        order.add(build.dref());
                        Files.createFile(build.out().resolve("done"));
                    }));

            Realized<List<Ref.DRef>> dry = own.store()
                    .realize(closure, RealizeOptions.builder().dryRun().build());
            Map<String, String> before = own.contents();
            own.store().realize(closure, RealizeOptions.builder().dryRun().build());
            assertThat(own.contents()).isEqualTo(before);
            Realized<List<Ref.DRef>> realized = own.store()
                    .realize(closure, RealizeOptions.builder().jobs(jobs).build());

            assertThat(order).containsExactlyInAnyOrderElementsOf(closure.derivations());
            assertThat(realized.built()).isEqualTo(closure.derivations());
            assertThat(dry.built()).as("realize47").isEqualTo(realized.built());
        } finally {
            own.afterEach(null);
        }
    }

    @BeforeTry
    void nothingIsShared() {
        runs.set(0);
    }

    @Test
    void realize41_aLeafAloneIsTheSameAsInsideOfABiggerClosure() {
        Stage<Ref.DRef> leaf = StoreExtension.text("leaf", "x");
        Realized<List<Ref.DRef>> big = stores.store().realize(plan -> {
            Ref.DRef other = plan.use(StoreExtension.text("other", "y"));
            Ref.DRef inner = plan.use(leaf);
            return List.of(
                    inner,
                    plan.derive(
                            Config.builder("top")
                                    .set("on", List.of(other, inner))
                                    .build(),
                            writing));
        });

        assertThat(stores.store().realize(leaf).one())
                .isEqualTo(big.one(big.result().get(0)));
    }

    @Test
    void realize42_forceRunsAgainAndEqualBitsAreTheSameObject() {
        Closure<Chain> closure = stores.store().instantiate(chain(Matcher.only()));
        Realized<Chain> first = stores.store().realize(closure);
        runs.set(0);

        Realized<Chain> second = stores.store()
                .realize(closure, RealizeOptions.builder().forceTargets().build());

        Ref.DRef top = closure.result().top();
        assertThat(runs).hasValue(3);
        assertThat(second.built()).hasSize(3);
        assertThat(second.one(top).ref()).isEqualTo(first.one(top).ref());
        assertThat(stores.store().realizations(top)).hasSize(1);
    }

    @Test
    void realize43_newBitsInTheMiddleRebuildWhatDependsOnThemAndKeepTheOld() {
        Closure<Chain> closure = stores.store().instantiate(chain(Matcher.latest(1)));
        Realized<Chain> first = stores.store().realize(closure);
        content = "2";

        Realized<Chain> second = stores.store()
                .realize(
                        closure,
                        RealizeOptions.builder()
                                .force(List.of(closure.result().base()))
                                .build());

        Ref.DRef top = closure.result().top();
        assertThat(first.one(top).path().resolve("content")).hasContent("topmiddle1");
        assertThat(second.one(top).path().resolve("content")).hasContent("topmiddle2");
        assertThat(stores.store().realizations(top)).hasSize(2);
        assertThat(second.built()).hasSize(3);
    }

    @Test
    void realize44_forceRunsOnlyWhatItNames() {
        Closure<Chain> closure = stores.store().instantiate(chain(Matcher.only()));
        stores.store().realize(closure);
        runs.set(0);

        Realized<Chain> forced = stores.store()
                .realize(
                        closure,
                        RealizeOptions.builder()
                                .force(List.of(closure.result().middle()))
                                .build());

        assertThat(runs).hasValue(1);
        assertThat(forced.built()).containsExactly(closure.result().middle());
        assertThatThrownBy(() -> stores.store()
                        .realize(
                                closure,
                                RealizeOptions.builder()
                                        .force(List.of(new Ref.DRef("a".repeat(32), "x")))
                                        .build()))
                .isInstanceOf(InvalidPlanException.class);
    }

    @Test
    void realize45_whatIsAssertedToBeRealizedIsNotBuilt() {
        Closure<Chain> closure = stores.store().instantiate(chain(Matcher.only()));

        assertThatThrownBy(() -> stores.store()
                        .realize(
                                closure,
                                RealizeOptions.builder()
                                        .assertRealized(List.of(closure.result().middle()))
                                        .build()))
                .isInstanceOfSatisfying(
                        NotRealizedException.class,
                        e -> assertThat(e.dref()).isEqualTo(closure.result().middle()));

        assertThat(runs).hasValue(0);
        stores.store().realize(closure);
        stores.store().realize(closure, RealizeOptions.builder().assertTargets().build());
    }

    @Test
    void realize46_aRealizedStageFailsUntilItIs() {
        Stage<Ref.DRef> stage = StoreExtension.text("a", "x");
        Stage<Ref.DRef> realized = plan -> plan.redefine(plan.use(stage), old -> old.realized());

        assertThatThrownBy(() -> stores.store().realize(realized)).isInstanceOf(NotRealizedException.class);
        Realization built = stores.store().realize(stage).one();

        assertThat(stores.store().realize(realized).one()).isEqualTo(built);
    }

    @Test
    void realize47_aDryRunSaysWhatWouldBeBuilt() throws Exception {
        Closure<Chain> closure = stores.store().instantiate(chain(Matcher.only()));
        stores.store().realize(plan -> plan.derive(Config.builder("base").build(), writing));
        runs.set(0);
        Map<String, String> before = stores.contents();

        Realized<Chain> dry = stores.store()
                .realize(closure, RealizeOptions.builder().dryRun().build());

        assertThat(dry.built())
                .containsExactly(closure.result().middle(), closure.result().top());
        assertThat(dry.realizations()).containsOnlyKeys(closure.result().base());
        assertThatThrownBy(() -> dry.one(closure.result().top())).isInstanceOf(ObjectNotFoundException.class);
        assertThat(runs).hasValue(0);
        assertThat(stores.contents()).isEqualTo(before);
    }

    @Test
    void realize48_argumentsReachTheRealizerAndChangeNoName() {
        Stage<Ref.DRef> stage = plan -> plan.derive(
                Config.builder("a").build(),
                Realizer.of(
                        "arguments",
                        build -> Files.writeString(
                                build.out().resolve("said"),
                                String.valueOf(build.arguments().get("say")))));
        Closure<Ref.DRef> closure = stores.store().instantiate(stage);

        Realization said = stores.store()
                .realize(
                        closure,
                        RealizeOptions.builder()
                                .arguments(closure.result(), Map.of("say", "hello"))
                                .build())
                .one();

        assertThat(said.path().resolve("said")).hasContent("hello");
        assertThat(stores.store().instantiate(stage).result()).isEqualTo(closure.result());
    }

    @Test
    void realize49_oneOfSeveralIsAmbiguous() {
        Realized<Ref.DRef> several = stores.store().realize(plan -> outputs(plan, Matcher.all(), "1", "2"));

        assertThatThrownBy(several::one)
                .isInstanceOfSatisfying(
                        AmbiguousException.class,
                        e -> assertThat(e.candidates()).hasSize(2));
        assertThat(several.all(several.result())).hasSize(2);
        Realized<List<Ref.DRef>> targets = stores.store()
                .realize(plan ->
                        List.of(plan.use(StoreExtension.text("a", "")), plan.use(StoreExtension.text("b", ""))));
        assertThatThrownBy(targets::one).isInstanceOf(AmbiguousException.class);
    }

    private static Ref.DRef outputs(Plan plan, Matcher matcher, String... contents) {
        return plan.derive(
                Config.builder("several").set("contents", List.of(contents)).build(),
                build -> {
                    List<Path> outs = build.outs(contents.length);
                    for (int i = 0; i < contents.length; i++) {
                        Files.writeString(outs.get(i).resolve("content"), contents[i]);
                    }
                },
                matcher);
    }

    @Test
    void realize50_outputsOfEqualBitsAreOneRealization() {
        Realized<Ref.DRef> realized = stores.store().realize(plan -> outputs(plan, Matcher.all(), "1", "2", "1"));

        assertThat(realized.all(realized.result())).hasSize(2);
        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void realize51_aRealizerWithoutOutputIsAnError() {
        assertThatThrownBy(() -> stores.store()
                        .realize(plan -> plan.derive(Config.builder("none").build(), build -> {})))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("made no output");
        assertThat(stores.root().resolve("objects")).isEmptyDirectory();
    }

    @Test
    void realize52_anExceptionNamesTheDerivationAndTheLogAndLeavesNothing() {
        Closure<Ref.DRef> closure = stores.store()
                .instantiate(plan -> plan.derive(Config.builder("bad").build(), build -> {
                    Files.writeString(build.out().resolve("half"), "half");
                    Files.createDirectory(build.scratch().resolve("deep"));
                    build.log().write("compiling\n".getBytes(StandardCharsets.UTF_8));
                    throw new IOException("no such luck");
                }));

        assertThatThrownBy(() -> stores.store().realize(closure))
                .isInstanceOfSatisfying(BuildFailedException.class, e -> {
                    assertThat(e.dref()).isEqualTo(closure.result());
                    assertThat(e.log().orElseThrow()).hasContent("compiling");
                })
                .hasMessageContaining("no such luck")
                .hasRootCauseInstanceOf(IOException.class);

        assertThat(stores.root().resolve("objects")).isEmptyDirectory();
        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
        assertThat(stores.root().resolve("leases")).isEmptyDirectory();
    }

    @Test
    void errorsAndFailedAssertionsOfARealizerAreItsFailure() {
        for (Error error : List.of(new AssertionError("wrong"), new NoClassDefFoundError("gone"))) {
            assertThatThrownBy(() -> stores.store()
                            .realize(plan -> plan.derive(Config.builder("bad").build(), build -> {
                                throw error;
                            })))
                    .isInstanceOf(BuildFailedException.class)
                    .hasCause(error);
        }
    }

    @Test
    void realize54_noNameIsReservedInAnOutput() {
        Realization odd = stores.store()
                .realize(plan -> plan.derive(Config.builder("odd").build(), build -> {
                    for (String name :
                            List.of("manifest", "tree", "_init.lua", "__buildstart__.txt", "context.json", ".x")) {
                        Files.writeString(build.out().resolve(name), name);
                    }
                }))
                .one();

        assertThat(odd.path()).isDirectoryContaining("glob:**/_init.lua");
        assertThat(odd.path().resolve("manifest")).hasContent("manifest");
    }

    @Test
    void realize55_anExecutableRunsFromTheStore() throws Exception {
        Realization tool = stores.store()
                .realize(plan -> plan.derive(Config.builder("tool").build(), build -> {
                    Path script = Files.writeString(build.out().resolve("run"), "#!/bin/sh\necho from the store\n");
                    assertThat(script.toFile().setExecutable(true)).isTrue();
                    Files.writeString(build.out().resolve("data"), "");
                }))
                .one();

        Process process = new ProcessBuilder(tool.path().resolve("run").toString()).start();
        assertThat(process.getInputStream()).hasContent("from the store\n");
        assertThat(tool.path().resolve("data").toFile().canExecute()).isFalse();
    }

    @Test
    void realize57_linksStayLinks() throws Exception {
        Realization links = stores.store()
                .realize(plan -> plan.derive(Config.builder("links").build(), build -> {
                    Files.writeString(build.out().resolve("file"), "x");
                    Files.createSymbolicLink(build.out().resolve("link"), Path.of("file"));
                    Files.createSymbolicLink(build.out().resolve("dangling"), Path.of("nowhere"));
                    Files.createSymbolicLink(build.out().resolve("outside"), Path.of("/etc"));
                }))
                .one();

        assertThat(Files.readSymbolicLink(links.path().resolve("link"))).isEqualTo(Path.of("file"));
        assertThat(Files.isSymbolicLink(links.path().resolve("dangling"))).isTrue();
        assertThat(Files.exists(links.path().resolve("outside"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }

    @Test
    void realize58_anEmptyOutputIsAnObject() {
        Realization empty = stores.store()
                .realize(plan -> plan.derive(Config.builder("empty").build(), build -> {
                    Path unused = build.out();
                }))
                .one();

        assertThat(empty.path()).isEmptyDirectory();
        assertThat(stores.reopen().find(empty.ref())).contains(empty);
    }

    @Test
    void realize65_theContextOfARealizationHasWhatItWasMadeOfAndNothingElse() {
        Closure<Chain> closure = stores.store().instantiate(chain(Matcher.only()));
        Realized<Chain> realized = stores.store().realize(closure);
        Chain chain = closure.result();

        assertThat(realized.one(chain.base()).dependencies()).isEmpty();
        assertThat(realized.one(chain.top()).dependencies())
                .isEqualTo(Map.of(
                        chain.middle(), List.of(realized.one(chain.middle()).ref())));
        assertThat(stores.store().context(realized.one(chain.top()).ref()))
                .isEqualTo(Map.of(
                        chain.base(), List.of(realized.one(chain.base()).ref()),
                        chain.middle(), List.of(realized.one(chain.middle()).ref())));
    }

    @Test
    void realize66_bothSidesOfADiamondSeeTheSameBase() {
        AtomicInteger noise = new AtomicInteger();
        Stage<Ref.DRef> diamond = plan -> {
            Ref.DRef base = plan.derive(
                    Config.builder("base").build(),
                    Realizer.of(
                            "noise",
                            build -> Files.writeString(
                                    build.out().resolve("content"), "noise " + noise.incrementAndGet())),
                    Matcher.latest(1));
            Ref.DRef left = plan.derive(Config.builder("left").set("on", base).build(), copying);
            Ref.DRef right = plan.derive(Config.builder("right").set("on", base).build(), copying);
            return plan.derive(
                    Config.builder("top").set("on", List.of(left, right)).build(), copying, Matcher.all());
        };
        Closure<Ref.DRef> closure = stores.store().instantiate(diamond);

        for (int i = 0; i < 3; i++) {
            Realization top = stores.store()
                    .realize(
                            closure,
                            RealizeOptions.builder()
                                    .force(List.of(closure.derivations().get(0)))
                                    .build())
                    .one();

            assertThat(stores.store()
                            .context(top.ref())
                            .get(closure.derivations().get(0)))
                    .hasSize(1);
            assertThat(top.path().resolve("content").toFile())
                    .content()
                    .matches("top(left|right)noise " + (i + 1) + "(left|right)noise " + (i + 1));
        }
    }

    @Test
    void aClosureOfAnotherStoreIsRefused() throws Exception {
        try (StoreImpl other = new StoreImpl(stores.directory().resolve("other"), Settings.defaults())) {
            Closure<Ref.DRef> closure = other.instantiate(StoreExtension.text("a", "x"));

            assertThatThrownBy(() -> stores.store().realize(closure))
                    .isInstanceOf(InvalidPlanException.class)
                    .hasMessageContaining("another store");
        }
    }

    @Test
    void aFixedOutputMustBeWhatItSays() {
        Realization right =
                stores.store().realize(StoreExtension.text("a", "x")).one();
        Stage<Ref.DRef> good = plan ->
                plan.redefine(plan.use(StoreExtension.text("a", "x")), old -> old.withFixedOutput(right.tree()));
        Stage<Ref.DRef> bad = plan ->
                plan.redefine(plan.use(StoreExtension.text("a", "y")), old -> old.withFixedOutput(right.tree()));

        assertThat(stores.store().realize(good).one().tree()).isEqualTo(right.tree());
        assertThatThrownBy(() -> stores.store().realize(bad)).isInstanceOf(HashMismatchException.class);
    }

    @Test
    void aChainOfFiveThousandIsRealizedAndReused() {
        Stage<Ref.DRef> stage = plan -> {
            Ref.DRef last = plan.derive(Config.builder("link-0").build(), writing);
            for (int i = 1; i < 5_000; i++) {
                last = plan.derive(Config.builder("link-" + i).set("on", last).build(), writing);
            }
            return last;
        };
        Realization end = stores.store().realize(stage).one();

        assertThat(stores.reopen().realize(stage).built()).isEmpty();
        assertThat(stores.store().context(end.ref())).hasSize(4_999);
    }
}
