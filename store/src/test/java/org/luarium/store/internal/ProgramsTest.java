// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Config;
import org.luarium.store.Matcher;
import org.luarium.store.Realization;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.SelfPath;
import org.luarium.store.Stage;
import org.luarium.store.StoreAccessException;

/** Programs of builds where nobody confines them. */
@Timeout(60)
class ProgramsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private Path notes;

    @BeforeEach
    void makeFolder() throws IOException {
        notes = Files.createDirectory(stores.directory().resolve("notes"));
    }

    /** Programs that may run for so long. */
    private void limit(Duration time) {
        stores.reopen(new Settings(2, time, InstantSource.system(), Optional::empty));
    }

    private static Stage<Ref.DRef> shell(Config config, String script) {
        return plan -> plan.derive(config, Realizer.of("shell", build -> build.exec("sh", "-c", script)));
    }

    private static Stage<Ref.DRef> shell(String script) {
        return shell(Config.builder("program").set("script", script).build(), script);
    }

    private Realization realize(String script) {
        return stores.store().realize(shell(script)).one();
    }

    private static Map<String, String> variables(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split("=", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private static boolean lives(Path pidFile) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                    .map(ProcessHandle::isAlive)
                    .orElse(false);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // What a program gets

    @Test
    void exec86_aProgramHasTheConfigurationAsEnvironmentAndNothingOfOurs() throws Exception {
        Realized<Ref.DRef> realized = stores.store().realize(plan -> {
            Ref.DRef base = plan.use(StoreExtension.text("base", "x"));
            Config config = Config.builder("program")
                    .set("base", base)
                    .set("target", SelfPath.claim("env"))
                    .set("list", Arrays.asList(1, null, "a"))
                    .build();
            return plan.use(shell(config, "env > $target; pwd > $out/where"));
        });

        Map<String, String> variables = variables(realized.one().path().resolve("env"));
        assertThat(variables)
                .containsEntry("name", "program")
                .containsEntry("list", "[1,null,\"a\"]")
                .containsEntry("PATH", "/usr/local/bin:/usr/bin:/bin")
                .containsEntry("LC_ALL", "C.UTF-8")
                .containsEntry("SOURCE_DATE_EPOCH", "1")
                .containsKeys("out", "HOME");
        assertThat(variables.keySet())
                .isSubsetOf(
                        "PATH",
                        "HOME",
                        "LC_ALL",
                        "TZ",
                        "SOURCE_DATE_EPOCH",
                        "out",
                        "name",
                        "base",
                        "target",
                        "list",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_");
        assertThat(variables.get("target")).isEqualTo(variables.get("out") + "/env");
        assertThat(Path.of(variables.get("base"), "text")).hasContent("x");
        assertThat(realized.one().path().resolve("where")).hasContent(variables.get("HOME"));
    }

    @Test
    void exec87_theRealizationsOfADependencyHaveColonsBetweenThem() throws Exception {
        Realized<Ref.DRef> realized = stores.store().realize(plan -> {
            Ref.DRef several = plan.derive(
                    Config.builder("several").build(),
                    build -> {
                        for (Path out : build.outs(2)) {
                            Files.writeString(out.resolve("n"), out.toString());
                        }
                    },
                    Matcher.all());
            return plan.use(shell(Config.builder("program").set("all", several).build(), "printf %s $all > $out/all"));
        });

        String all = Files.readString(realized.one().path().resolve("all"));
        assertThat(all.split(":"))
                .hasSize(2)
                .allSatisfy(path -> assertThat(Path.of(path, "n")).exists());
    }

    @Test
    void aProgramStartsInTheScratchFolderOrWhereItIsTold() throws Exception {
        Realized<Ref.DRef> realized = stores.store()
                .realize(plan -> plan.derive(Config.builder("program").build(), Realizer.of("two", build -> {
                    build.exec("sh", "-c", "printf '#!/bin/sh\\npwd > $out/second' > tool; chmod +x tool; mkdir sub");
                    build.exec("./tool");
                    build.exec(build.scratch().resolve("sub"), List.of("../tool"));
                    assertThat(build.out().resolve("second")).hasContent(build.scratch() + "/sub");
                })));

        assertThat(realized.one().provenance().confinement()).isEqualTo("not confined: there is no BuildRunner");
    }

    @Test
    void aProgramDoesNotStartOutsideOfItsBuild() {
        assertThatThrownBy(() -> stores.store()
                        .realize(plan -> plan.derive(
                                Config.builder("program").build(),
                                Realizer.of(
                                        "outside",
                                        build -> build.exec(build.out().resolve("../../.."), List.of("ls"))))))
                .isInstanceOf(BuildFailedException.class)
                .hasRootCauseInstanceOf(StoreAccessException.class)
                .hasMessageContaining("neither in an output nor in the scratch folder");
    }

    @Test
    void aBuildWithoutProgramsSaysNothingAboutThem() {
        Realization text = stores.store().realize(StoreExtension.text("a", "x")).one();

        assertThat(text.provenance().confinement()).isEmpty();
    }

    @Test
    void aStoreBehindALinkIsUsedByItsRealPath() throws Exception {
        Path real = Files.createDirectory(stores.directory().resolve("real"));
        Path link = Files.createSymbolicLink(stores.directory().resolve("link"), real);
        try (StoreImpl store = new StoreImpl(link.resolve("new"), Settings.defaults())) {
            assertThat(store.root()).isEqualTo(real.resolve("new"));
        }
        try (StoreImpl store = new StoreImpl(
                Files.createSymbolicLink(stores.directory().resolve("other"), real.resolve("new")),
                Settings.defaults())) {
            assertThat(store.root()).isEqualTo(real.resolve("new"));
        }
    }

    // How it fails

    @Test
    void exec52_anExitCodeIsAFailureWithTheLastLinesAndTheLog() {
        assertThatThrownBy(() -> realize("echo out; echo err >&2; exit 3"))
                .isInstanceOfSatisfying(BuildFailedException.class, e -> {
                    assertThat(e)
                            .hasMessageContaining("ended with exit code 3; it wrote: out\nerr")
                            .hasMessageContaining(e.log().orElseThrow().toString());
                    assertThat(e.log().orElseThrow()).hasContent("out\nerr\n");
                    assertThat(e.dref().name()).isEqualTo("program");
                });
        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
        assertThat(stores.root().resolve("objects")).isEmptyDirectory();
    }

    @Test
    void ofMuchOutputTheEndIsInTheMessageAndAllInTheLog() {
        assertThatThrownBy(() -> realize("seq 100000; exit 1"))
                .isInstanceOfSatisfying(BuildFailedException.class, e -> {
                    assertThat(e.getMessage())
                            .contains("…")
                            .contains("\n100000")
                            .hasSizeLessThan(2_000);
                    assertThat(e.log().orElseThrow()).content().hasLineCount(100_000);
                });
    }

    @Test
    void aSignalIsAFailure() {
        assertThatThrownBy(() -> realize("kill -SEGV $$")).hasMessageContaining("ended with exit code 139");
    }

    @Test
    void aMissingProgramIsNamed() {
        Stage<Ref.DRef> byName = plan -> plan.derive(
                Config.builder("missing").build(), Realizer.of("name", build -> build.exec("no-such-program")));
        Stage<Ref.DRef> byPath = plan -> plan.derive(
                Config.builder("missing").build(), Realizer.of("path", build -> build.exec("/no/such/program")));
        Stage<Ref.DRef> nothing =
                plan -> plan.derive(Config.builder("missing").build(), Realizer.of("nothing", build -> build.exec()));

        assertThatThrownBy(() -> stores.store().realize(byName))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("there is no no-such-program in /usr/local/bin:/usr/bin:/bin");
        assertThatThrownBy(() -> stores.store().realize(byPath))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("[/no/such/program] could not be started");
        assertThatThrownBy(() -> stores.store().realize(nothing))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("is no command");
    }

    @Test
    void aProgramThatWantsInputFindsItsEnd() {
        assertThat(realize("cat; echo end > $out/end").path().resolve("end")).hasContent("end\n");
    }

    // How it ends

    @Test
    void aProgramThatTakesTooLongIsKilledWithWhateverItStarted() {
        limit(Duration.ofMillis(700));

        assertThatThrownBy(() ->
                        realize("cd " + notes + "; echo begun; (echo $(exec sh -c 'echo $PPID') > child; sleep 1000) & "
                                + "setsid sh -c 'echo $$ > stray; sleep 1000' & wait"))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("took longer than PT0.7S");

        await().atMost(PATIENCE).until(() -> !lives(notes.resolve("stray")));
        assertThat(ProcessHandle.current().descendants()).noneMatch(ProgramsTest::sleeps);
    }

    private static boolean sleeps(ProcessHandle handle) {
        return handle.info().arguments().map(Arrays::asList).orElse(List.of()).contains("1000");
    }

    @Test
    void whatAProgramLeavesRunningEndsWithIt() {
        Realization realization = realize("(sh -c 'echo $$ > " + notes + "/pid; echo x > " + notes
                + "/ready; exec sleep 1000' &); while [ ! -s " + notes + "/ready ]; do :; done; echo done > $out/done");

        assertThat(realization.path().resolve("done")).hasContent("done\n");
        await().atMost(PATIENCE).until(() -> !lives(notes.resolve("pid")));
    }

    /** For a moment it has no variables by which it could be known. */
    @Test
    void whatBecomesAnotherProgramAgainAndAgainEndsAsWell() throws IOException {
        Path again = notes.resolve("again");
        Files.writeString(
                again, "#!/bin/sh\n[ -s " + notes + "/pid ] || echo $$ > " + notes + "/pid\nexec " + again + "\n");
        Files.setPosixFilePermissions(again, PosixFilePermissions.fromString("rwx------"));

        Realization realization =
                realize("(" + again + " &); while [ ! -s " + notes + "/pid ]; do :; done; echo done > $out/done");

        assertThat(realization.path().resolve("done")).hasContent("done\n");
        await().atMost(PATIENCE).until(() -> !lives(notes.resolve("pid")));
    }

    @Test
    void exec62_cancellingKillsTheWholeTree() throws Exception {
        CompletableFuture<Realized<Ref.DRef>> running = stores.store()
                .realizeAsync(
                        stores.store()
                                .instantiate(shell("setsid sh -c 'echo $$ > " + notes + "/pid; echo x > " + notes
                                        + "/ready; sleep 1000' & wait")),
                        RealizeOptions.defaults());
        await().atMost(PATIENCE).until(() -> Files.exists(notes.resolve("ready")));

        running.cancel(true);

        await().atMost(PATIENCE).until(() -> !lives(notes.resolve("pid")));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(stores.root().resolve("tmp")).isEmptyDirectory());
        assertThat(stores.store().realizations(stores.store().derivations().get(0)))
                .isEmpty();
    }
}
