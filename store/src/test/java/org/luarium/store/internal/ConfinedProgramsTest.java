// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Config;
import org.luarium.store.Derivation;
import org.luarium.store.Matcher;
import org.luarium.store.Realization;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;

/** Programs of builds in the cages that are shipped. */
@Timeout(60)
class ConfinedProgramsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private final AtomicBoolean confining = new AtomicBoolean(true);
    private TestRunner runner;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Architecture.current().isPresent());
        runner = new TestRunner(stores.directory());
        limit(Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        runner.close();
    }

    private void limit(Duration time) {
        stores.reopen(new Settings(
                2,
                time,
                InstantSource.system(),
                () -> confining.get() ? Optional.of(runner.runner()) : Optional.empty()));
    }

    private static Derivation shell(Config config, String script) {
        return Derivation.of(config, Realizer.of("shell", build -> build.exec("sh", "-c", script)));
    }

    private static Stage<Ref.DRef> shell(String script) {
        return plan -> plan.derive(
                shell(Config.builder("program").set("script", script).build(), script));
    }

    private Realization realize(String script) {
        return stores.store().realize(shell(script)).one();
    }

    private static boolean isConfined(Realization realization) {
        return realization.provenance().confinement().equals("confined");
    }

    @Test
    void aProgramIsConfinedOrItIsSaidWhatIsNot() {
        Realization realization = realize("pwd > $out/where; id -u > $out/user");

        assertThat(realization.provenance().confinement()).startsWith("confined");
        assertThat(realization.path().resolve("where")).isNotEmptyFile();
        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void aBuildOfWhichOneProgramWasNotConfinedSaysSo() {
        Realization realization = stores.store()
                .realize(plan -> plan.derive(Config.builder("program").build(), Realizer.of("mixed", build -> {
                    confining.set(false);
                    build.exec("sh", "-c", "echo 1 > $out/one");
                    confining.set(true);
                    build.exec("sh", "-c", "echo 2 > $out/two");
                })))
                .one();

        assertThat(realization.provenance().confinement())
                .startsWith("not confined: there is no BuildRunner; confined");
    }

    @Test
    void itReadsItsInputsAndCannotChangeThem() throws Exception {
        Realized<Ref.DRef> realized = stores.store().realize(plan -> {
            Ref.DRef deep = plan.use(StoreExtension.text("deep", "deep"));
            Ref.DRef base = plan.derive(
                    Config.builder("base").set("deep", deep).build(),
                    build -> Files.copy(build.path(deep, "text"), build.out().resolve("text")));
            return plan.derive(shell(
                    Config.builder("program").set("base", base).build(),
                    "cat $base/text > $out/text; for f in $base/text $base/new; do (echo x > $f) 2> /dev/null"
                            + " && echo $f >> $out/written; done; rm -f $base/text 2> /dev/null; cat $base/text"));
        });

        assertThat(realized.one().path().resolve("written")).doesNotExist();
        assertThat(realized.one().path().resolve("text")).hasContent("deep");
    }

    @Test
    void itSeesNothingElseOfTheStoreAndWritesNowhereElse() throws Exception {
        Path secret = Files.writeString(stores.directory().resolve("secret"), "CANARY");
        Realization other =
                stores.store().realize(StoreExtension.text("other", "OTHER")).one();

        Realization realization = realize("cat " + secret + " " + other.path() + "/text > $out/read 2> /dev/null;"
                + " for f in " + stores.directory() + "/new " + stores.root() + "/new " + stores.root()
                + "/objects/new /usr/new /etc/new; do (echo x > $f) 2> /dev/null && echo $f >> $out/written; done;"
                + " echo x > scratch; echo y > $out/own");

        assumeTrue(isConfined(realization), realization.provenance().confinement());
        assertThat(realization.path().resolve("read")).isEmptyFile();
        assertThat(realization.path().resolve("written")).doesNotExist();
        assertThat(realization.path().resolve("own")).hasContent("y\n");
        assertThat(stores.root().resolve("new")).doesNotExist();
    }

    @Test
    void itWritesToAllOutputs() {
        Realized<Ref.DRef> realized = stores.store()
                .realize(plan -> plan.derive(
                        Config.builder("program").build(),
                        Realizer.of("two", build -> {
                            List<Path> outs = build.outs(2);
                            build.exec("sh", "-c", "echo 1 > $out/n; echo 2 > " + outs.get(1) + "/n");
                        }),
                        Matcher.all()));

        assertThat(realized.all(realized.result())).hasSize(2);
    }

    @Test
    void itHasTheNetworkOnlyIfTheOutputIsFixed() throws Exception {
        Path bash = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(bash), "there is no bash");
        try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Realizer connecting = Realizer.of("connecting", build -> {
                build.exec(
                        bash.toString(),
                        "-c",
                        "(exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort()
                                + ") 2> /dev/null && echo yes > connected; true");
                Files.writeString(
                        build.out().resolve("connected"),
                        String.valueOf(Files.exists(build.scratch().resolve("connected"))));
            });
            Realization free = stores.store()
                    .realize(plan -> plan.derive(Config.builder("free").build(), connecting))
                    .one();
            Realization expected = stores.store()
                    .realize(plan -> plan.derive(
                            Config.builder("expected").build(),
                            Realizer.of(
                                    "true",
                                    build -> Files.writeString(build.out().resolve("connected"), "true"))))
                    .one();
            Realization fixed = stores.store()
                    .realize(plan ->
                            plan.derive(Derivation.of(Config.builder("fixed").build(), connecting)
                                    .withFixedOutput(expected.tree())))
                    .one();

            assumeTrue(isConfined(free), free.provenance().confinement());
            assertThat(free.path().resolve("connected")).hasContent("false");
            assertThat(fixed.path().resolve("connected")).hasContent("true");
            assertThat(fixed.provenance().confinement()).isEqualTo("confined, but not: network");
        }
    }

    @Test
    void exec52_anExitCodeIsAFailureWithTheLastLinesAndTheLog() {
        assertThatThrownBy(() -> realize("echo out; echo err >&2; exit 3"))
                .isInstanceOfSatisfying(BuildFailedException.class, e -> {
                    assertThat(e).hasMessageContaining("exit code 3; it wrote: out\nerr");
                    assertThat(e.log().orElseThrow()).hasContent("out\nerr\n");
                });
        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void ofTooMuchOutputTheLogSaysHowMuchIsMissing() {
        assertThatThrownBy(() -> realize("seq 300000; exit 1"))
                .isInstanceOfSatisfying(
                        BuildFailedException.class,
                        e -> assertThat(e.log().orElseThrow())
                                .content()
                                .startsWith("[940319 bytes left out]\n")
                                .endsWith("\n300000\n"));
    }

    @Test
    void aMissingProgramIsNamed() {
        assertThatThrownBy(() -> stores.store()
                        .realize(plan -> plan.derive(
                                Config.builder("missing").build(),
                                Realizer.of("path", build -> build.exec("/no/such/program")))))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("/no/such/program");
    }

    @Test
    void aProgramThatTakesTooLongIsKilled() {
        limit(Duration.ofMillis(700));

        assertThatThrownBy(() -> realize("echo begun; sleep 1000"))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("took longer than PT0.7S");
        assertThat(stores.root().resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void exec62_cancellingKillsTheProgram() throws Exception {
        CompletableFuture<Realized<Ref.DRef>> running = stores.store()
                .realizeAsync(
                        stores.store().instantiate(shell("echo x > $out/ready; sleep 1000")),
                        RealizeOptions.defaults());
        await().atMost(PATIENCE).until(this::isReady);

        running.cancel(true);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(stores.root().resolve("tmp")).isEmptyDirectory());
    }

    private boolean isReady() throws IOException {
        try (Stream<Path> files = Files.walk(stores.root().resolve("tmp"))) {
            return files.anyMatch(file -> file.endsWith("ready"));
        }
    }

    @Test
    void itRunsABuiltProgramOfADependency() {
        Realized<Ref.DRef> realized = stores.store().realize(plan -> {
            Ref.DRef tool = plan.derive(
                    shell(
                            Config.builder("tool").build(),
                            "mkdir $out/bin; printf '#!/bin/sh\necho made by a tool\n' > $out/bin/tool; chmod +x $out/bin/tool"));
            return plan.derive(Config.builder("product").set("tool", tool).build(), build -> {
                build.exec(build.path(tool, "bin", "tool").toString());
                build.exec("sh", "-c", "$tool/bin/tool > $out/product");
            });
        });

        assertThat(realized.one().path().resolve("product")).hasContent("made by a tool\n");
    }
}
