// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.packages.EnvironmentInUseException;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.RockName;
import org.luarium.store.CollectOptions;
import org.luarium.store.Retention;
import org.luarium.vm.Vm;

final class ConcurrentInstallTest {
    static TestRepository repository() {
        TestRepository repository = new TestRepository("test");
        for (int i = 0; i < 8; i++) {
            repository.lua("rock" + i, "1-1", "", "rock" + i, "return " + i);
        }
        return repository;
    }

    @Test
    void letsThreadsInstallAtOnce(@TempDir Path folder) throws Exception {
        try (TestHome home = new TestHome(folder).with(repository())) {
            home.environments.create("demo", "5.4");
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String rock = "rock" + i;
                all.add(CompletableFuture.runAsync(() -> home.install("demo", rock), threads));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(120, TimeUnit.SECONDS);
            threads.shutdown();

            assertThat(home.environments.get("demo").rocks()).hasSize(8);
            assertThat(home.environments.generations("demo")).hasSize(9);
            assertThat(home.environments.verify("demo")).isEmpty();
        }
    }

    /** Its number is that of the first generation of the next environment of this name. */
    @Test
    void folderOfADeletedEnvironmentIsNotMadeAnewByWhoLooksAtIt(@TempDir Path folder) throws Exception {
        try (TestHome home = new TestHome(folder).with(repository())) {
            home.install("demo", "rock1");
            Path generation = home.environments.get("demo").folder();
            Thread looks = new Thread(home.environments::list);
            Path kept = home.own.exclusively("demo", () -> {
                // As after a crash
                assertThat(generation.toFile().renameTo(folder.resolve("lost").toFile()))
                        .isTrue();
                looks.start();
                Awaitility.await().until(() -> looks.getState() == Thread.State.TIMED_WAITING);
                home.own.delete("demo");
                return generation;
            });
            looks.join(60_000);
            assertThat(looks.isAlive()).isFalse();

            assertThat(kept).doesNotExist();
            home.install("demo", "rock2");
            assertThat(home.environments.verify("demo")).isEmpty();
        }
    }

    @Test
    void letsProcessesInstallAtOnce(@TempDir Path folder) throws Exception {
        try (TestHome home = new TestHome(folder).with(repository())) {
            home.environments.create("demo", "5.4");
            Process one = start(folder, "", "rock1", "rock2", "rock3");
            Process two = start(folder, "", "rock4", "rock5", "rock6");
            home.install("demo", "rock7");
            assertThat(one.waitFor(120, TimeUnit.SECONDS) && two.waitFor(120, TimeUnit.SECONDS))
                    .isTrue();

            assertThat(one.exitValue()).isZero();
            assertThat(two.exitValue()).isZero();
            assertThat(home.environments.get("demo").rocks())
                    .extracting(InstalledRock::toString)
                    .containsExactly(
                            "rock1 1-1", "rock2 1-1", "rock3 1-1", "rock4 1-1", "rock5 1-1", "rock6 1-1", "rock7 1-1");
            assertThat(home.environments.verify("demo")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"realized", "prepared", "committed"})
    void staysWholeWhereAProcessIsKilled(String phase, @TempDir Path folder) throws Exception {
        Process victim = start(folder, phase, "rock1");
        assertThat(victim.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(victim.exitValue()).isEqualTo(99);

        try (TestHome home = new TestHome(folder).with(repository())) {
            boolean after = phase.equals("committed");
            assertThat(home.environments.find("demo").isPresent()).isEqualTo(after);
            if (after) {
                assertThat(home.environments.verify("demo")).isEmpty();
                assertThat(home.run("demo", "return require('rock1')")).isEqualTo("1");
            }
            home.install("demo", "rock1", "rock2");
            assertThat(home.run("demo", "return require('rock1')")).isEqualTo("1");
            try (Stream<Path> left = Files.list(home.root.resolve("demo"))) {
                assertThat(left.map(path -> path.getFileName().toString()).filter(name -> name.startsWith(".")))
                        .isEmpty();
            }
        }
    }

    @Test
    void k13LetsThreadsAndProcessesInstallTheSameRockAtOnce(@TempDir Path folder) throws Exception {
        try (TestHome home = new TestHome(folder).with(repository())) {
            Process one = start(folder, "", "rock1");
            Process two = start(folder, "", "rock1");
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (String environment : List.of("demo", "demo", "other", "other")) {
                all.add(CompletableFuture.runAsync(() -> home.install(environment, "rock1"), threads));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(120, TimeUnit.SECONDS);
            threads.shutdown();
            assertThat(one.waitFor(120, TimeUnit.SECONDS) && two.waitFor(120, TimeUnit.SECONDS))
                    .isTrue();

            assertThat(one.exitValue()).isZero();
            assertThat(two.exitValue()).isZero();
            for (String environment : List.of("demo", "other")) {
                assertThat(home.environments.generations(environment)).hasSize(1);
                assertThat(home.environments.verify(environment)).isEmpty();
                assertThat(home.run(environment, "return require('rock1')")).isEqualTo("1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"realized", "prepared", "committed"})
    void k13StaysWholeWhereAProcessIsKilledFromOutside(String phase, @TempDir Path folder) throws Exception {
        try (TestHome home = new TestHome(folder).with(repository())) {
            home.install("demo", "rock0");
        }
        Process victim = start(folder, "wait-" + phase, "rock1");
        try (InputStream said = victim.getInputStream()) {
            assertThat(new String(said.readNBytes(InstallMain.HERE.length()), UTF_8))
                    .isEqualTo(InstallMain.HERE);
        }
        victim.destroyForcibly();
        assertThat(victim.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(victim.exitValue()).isEqualTo(128 + 9);

        try (TestHome home = new TestHome(folder).with(repository())) {
            assertThat(home.environments.verify("demo")).isEmpty();
            assertThat(home.environments.get("demo").rocks()).hasSize(phase.equals("committed") ? 2 : 1);
            assertThat(home.run("demo", "return require('rock0')")).isEqualTo("0");
            home.install("demo", "rock1", "rock2");
            assertThat(home.run("demo", "return require('rock1')")).isEqualTo("1");
            home.store.collect(CollectOptions.all());
            assertThat(home.environments.verify("demo")).isEmpty();
        }
    }

    @Test
    void takesNothingAwayFromVms(@TempDir Path folder) throws IOException {
        try (TestHome home = new TestHome(folder).with(repository())) {
            home.install("demo", "rock1");
            int used = home.environments.get("demo").generation().number();
            try (Vm vm = home.vm("demo")) {
                home.packages.remove("demo", List.of(new RockName("rock1")));
                assertThat(home.environments.prune("demo", Retention.ofLast(1))).doesNotContain(used);
                home.store.collect(CollectOptions.all());
                assertThatThrownBy(() -> home.environments.delete("demo"))
                        .isInstanceOf(EnvironmentInUseException.class);
                assertThat(vm.execute("return require('rock1')").value().display())
                        .isEqualTo("1");
            }
            Awaitility.await().ignoreExceptions().until(() -> {
                home.environments.delete("demo");
                return true;
            });
            assertThat(home.environments.list()).isEmpty();
            assertThat(home.store.collect(CollectOptions.all()).removed()).isNotEmpty();
        }
    }

    @Test
    void findsWhatWasChangedBehindItsBack(@TempDir Path folder) throws IOException {
        try (TestHome home = new TestHome(folder).with(repository())) {
            Path files = home.install("demo", "rock1").environment().folder();
            Files.delete(files.resolve("share/rock1.lua"));
            Files.writeString(files.resolve("share/rock2.lua"), "return 'evil'");

            assertThat(home.environments.verify("demo"))
                    .containsExactlyInAnyOrder(
                            "its folder lacks share/rock1.lua", "its folder has share/rock2.lua, which is of no rock");
        }
    }

    private static Process start(Path folder, String phase, String... rocks) {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                path,
                InstallMain.class.getName(),
                folder.toString(),
                phase));
        command.addAll(List.of(rocks));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            return (phase.startsWith("wait-") ? builder.redirectOutput(ProcessBuilder.Redirect.PIPE) : builder).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
