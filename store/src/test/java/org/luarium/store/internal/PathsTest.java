// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.luarium.store.AmbiguousException;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Config;
import org.luarium.store.InvalidConfigException;
import org.luarium.store.Matcher;
import org.luarium.store.PromiseBrokenException;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;

class PathsTest {
    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    @Test
    void paths80_aPromiseIsKeptByAFileAFolderOrALink() {
        Realization kept = stores.store()
                .realize(plan -> plan.derive(
                        Config.builder("kept")
                                .set("file", SelfPath.promise("a", "file"))
                                .set("folder", SelfPath.promise("folder"))
                                .set("link", List.of(SelfPath.promise("link")))
                                .build(),
                        build -> {
                            Files.createDirectory(build.out().resolve("a"));
                            Files.writeString(build.path(SelfPath.promise("a", "file")), "x");
                            Files.createDirectory(build.out().resolve("folder"));
                            Files.createSymbolicLink(build.out().resolve("link"), Path.of("nowhere"));
                        }))
                .one();

        assertThat(kept.path().resolve("a/file")).hasContent("x");
    }

    @Test
    void paths81_allBrokenPromisesAreListedAndNothingIsStored() {
        assertThatThrownBy(() -> stores.store()
                        .realize(plan -> plan.derive(
                                Config.builder("broken")
                                        .set("a", SelfPath.promise("a"))
                                        .set("b", SelfPath.promise("b", "c"))
                                        .build(),
                                build -> {
                                    List<Path> outs = build.outs(2);
                                    Files.writeString(outs.get(0).resolve("a"), "x");
                                    Files.createDirectory(outs.get(0).resolve("b"));
                                    Files.writeString(outs.get(0).resolve("b/c"), "x");
                                    Files.writeString(outs.get(1).resolve("x"), "x");
                                },
                                Matcher.all())))
                .isInstanceOfSatisfying(
                        PromiseBrokenException.class,
                        e -> assertThat(e.missing()).containsExactly("1:a", "1:b/c"));
        assertThat(stores.root().resolve("objects")).isEmptyDirectory();
        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void paths82_aClaimIsNotChecked() {
        stores.store()
                .realize(plan -> plan.derive(
                        Config.builder("claims").set("a", SelfPath.claim("a")).build(),
                        build -> assertThat(build.path(SelfPath.claim("a")))
                                .isEqualTo(build.out().resolve("a"))));
    }

    @Test
    void paths83_pathsLeadIntoTheOutputAndIntoDependenciesDirectOrNot() {
        stores.store().realize(plan -> {
            Ref.DRef base = plan.use(StoreExtension.text("base", "of all"));
            Ref.DRef middle =
                    plan.derive(Config.builder("middle").set("on", base).build(), build -> {
                        Path unused = build.out();
                    });
            return plan.derive(
                    Config.builder("top").set("on", RefPath.of(middle, "x")).build(), build -> {
                        assertThat(build.path(base, "text")).hasContent("of all");
                        assertThat(build.path(RefPath.of(middle, "x")))
                                .isEqualTo(build.context()
                                        .get(middle)
                                        .get(0)
                                        .path()
                                        .resolve("x"));
                        assertThat(build.path(SelfPath.claim("y")).startsWith(build.out()))
                                .isTrue();
                        assertThat(build.context()).containsOnlyKeys(base, middle);
                    });
        });
    }

    @Test
    void paths84_whatIsNotDeclaredIsNotGiven() {
        assertThatThrownBy(() -> stores.store().realize(plan -> {
                    Ref.DRef other = plan.use(StoreExtension.text("other", "x"));
                    return plan.derive(Config.builder("top").build(), build -> {
                        Path unused = build.path(other, "text");
                    });
                }))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("is no dependency")
                .hasRootCauseInstanceOf(InvalidConfigException.class);
    }

    @Test
    void paths86_theEnvironmentHasTheConfigurationWithPathsResolved() {
        Map<String, String> environment = new HashMap<>();
        Map<String, Path> paths = new HashMap<>();
        stores.store().realize(plan -> {
            Ref.DRef base = plan.use(StoreExtension.text("base", "x"));
            return plan.derive(
                    Config.builder("top")
                            .set("text", "with 'quotes'\nand lines")
                            .set("number", 7)
                            .set("real", 0.5)
                            .set("flag", true)
                            .set("base", base)
                            .set("file", RefPath.of(base, "text"))
                            .set("target", SelfPath.claim("bin", "tool"))
                            .set("list", List.of(1, RefPath.of(base, "text")))
                            .set("map", Map.of("k", "v"))
                            .set("no-variable", "x")
                            .build(),
                    build -> {
                        environment.putAll(build.environment());
                        paths.put("base", build.path(base));
                        paths.put("out", build.out());
                    });
        });

        Path base = paths.get("base");
        assertThat(environment)
                .containsEntry("name", "top")
                .containsEntry("text", "with 'quotes'\nand lines")
                .containsEntry("number", "7")
                .containsEntry("real", "0.5")
                .containsEntry("flag", "true")
                .containsEntry("base", base.toString())
                .containsEntry("file", base + "/text")
                .containsEntry("target", paths.get("out") + "/bin/tool")
                .containsEntry("list", "[1,\"" + base + "/text\"]")
                .containsEntry("map", "{\"k\":\"v\"}")
                .doesNotContainKey("no-variable");
    }

    @Test
    void paths87_aDependencyWithSeveralRealizationsHasSeveralPaths() {
        stores.store().realize(plan -> {
            Ref.DRef several = plan.derive(
                    Config.builder("several").build(),
                    build -> {
                        for (Path out : build.outs(3)) {
                            Files.writeString(out.resolve("n"), out.toString());
                        }
                    },
                    Matcher.all());
            return plan.derive(Config.builder("top").set("on", several).build(), build -> {
                Path unused = build.out();
                assertThat(build.paths(RefPath.of(several, "n"))).hasSize(3).allMatch(Files::exists);
                assertThatThrownBy(() -> build.path(several, "n"))
                        .isInstanceOfSatisfying(
                                AmbiguousException.class,
                                e -> assertThat(e.candidates()).hasSize(3));
            });
        });
    }

    @Test
    void outputsAreAskedForInOneWay() {
        stores.store()
                .realize(plan -> plan.derive(
                        Config.builder("x").build(),
                        build -> {
                            List<Path> outs = build.outs(2);
                            Files.writeString(outs.get(0).resolve("x"), "x");
                            assertThat(build.outs(2)).isEqualTo(outs);
                            assertThatThrownBy(build::out).isInstanceOf(IllegalStateException.class);
                            assertThatThrownBy(() -> build.outs(3)).isInstanceOf(IllegalStateException.class);
                            assertThatThrownBy(() -> build.outs(0)).isInstanceOf(IllegalArgumentException.class);
                        },
                        Matcher.all()));
    }

    @Test
    void aCopyOfADependencyCanBeChangedAndTheDependencyStaysAsItIs() {
        Realization changed = stores.store()
                .realize(plan -> {
                    Ref.DRef base = plan.use(StoreExtension.text("base", "old"));
                    return plan.derive(Config.builder("top").set("on", base).build(), build -> {
                        Path copy = build.scratch().resolve("copy");
                        build.copy(build.path(base), copy);
                        Files.writeString(copy.resolve("text"), "new");
                        build.copy(copy.resolve("text"), build.out().resolve("text"));
                        assertThat(build.path(base, "text")).hasContent("old");
                        assertThatThrownBy(
                                        () -> build.copy(copy, build.path(base).resolve("x")))
                                .hasMessageContaining("neither in an output nor in the scratch folder");
                    });
                })
                .one();

        assertThat(changed.path().resolve("text")).hasContent("new");
    }
}
