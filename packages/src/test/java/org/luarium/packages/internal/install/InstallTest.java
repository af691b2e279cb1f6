// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.Dependency;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.EnvironmentDialectException;
import org.luarium.packages.InstallEvent;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.ModuleConflictException;
import org.luarium.packages.ModuleLoadException;
import org.luarium.packages.RockInUseException;
import org.luarium.packages.RockName;
import org.luarium.packages.UnresolvableException;
import org.luarium.packages.internal.environment.EnvironmentLock;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

final class InstallTest {
    private static final String SAY = "return { say = function(x) return 'hello ' .. x end, version = '%s' }";

    @TempDir
    Path folder;

    private TestHome home;
    private final TestRepository repository = new TestRepository("test");

    @BeforeEach
    void open() throws IOException {
        home = new TestHome(folder).with(repository);
        repository.lua("say", "1.0-1", "'lua >= 5.1'", "say", SAY.formatted("1.0"));
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void runsCodeWithAnInstalledRock() {
        home.environments.create("demo", "5.4");
        EnvironmentChange change = home.install("demo", "say");

        assertThat(change.added()).hasToString("[say 1.0-1]");
        assertThat(change.environment().rocks().get(0).modules()).containsExactly("say");
        assertThat(home.run("demo", "return require('say').say('world')")).isEqualTo("hello world");
        assertThat(home.environments.verify("demo")).isEmpty();
    }

    @Test
    void installsWhatARockNeeds() {
        repository.lua("greet", "2.0-1", "'say >= 1.0'", "greet.all", "return require('say').say('all')");
        home.environments.create("demo", "5.1");
        EnvironmentChange change = home.install("demo", "greet");

        assertThat(change.added()).extracting(InstalledRock::toString).containsExactly("greet 2.0-1", "say 1.0-1");
        assertThat(home.run("demo", "return require('greet.all')")).isEqualTo("hello all");
        assertThat(home.packages.why("demo", new RockName("say"))).hasToString("[greet 2.0-1, say 1.0-1]");
        assertThatThrownBy(() -> home.packages.remove("demo", List.of(new RockName("say"))))
                .isInstanceOf(RockInUseException.class)
                .hasMessageContaining("needed by greet");
        assertThat(home.packages
                        .remove("demo", List.of(new RockName("greet")))
                        .environment()
                        .rocks())
                .isEmpty();
    }

    @Test
    void tellsHowFarItIs() {
        List<InstallEvent> events = Collections.synchronizedList(new ArrayList<>());

        home.packages.install("demo", List.of(Dependency.of("say")), events::add);

        assertThat(events).extracting(InstallEvent::kind).containsSubsequence(InstallEvent.Kind.values());
        assertThat(events).contains(new InstallEvent(InstallEvent.Kind.FETCHED, "say 1.0-1", 1, 1));
        InstallEvent built = events.get(events.size() - 2);
        assertThat(built.finished()).isEqualTo(built.total());
    }

    @Test
    void doesNothingWhereNothingIsToBeDone() {
        home.environments.create("demo", "5.4");
        home.install("demo", "say");
        EnvironmentChange again = home.install("demo", "say");

        assertThat(again.isEmpty()).isTrue();
        assertThat(again.environment().generation().number()).isEqualTo(2);
    }

    @Test
    void goesBackAndForth() {
        home.environments.create("demo", "5.4");
        home.install("demo", "say");
        repository.lua("say", "1.1-1", "", "say", SAY.formatted("1.1"));
        assertThat(home.install("demo", "say").isEmpty()).isTrue();
        home.packages.update("demo", List.of());
        String version = "return require('say').version";

        assertThat(home.run("demo", version)).isEqualTo("1.1");
        home.environments.rollback("demo");
        assertThat(home.run("demo", version)).isEqualTo("1.0");
        home.environments.switchTo("demo", 3);
        assertThat(home.run("demo", version)).isEqualTo("1.1");
        assertThat(home.environments.generations("demo")).hasSize(3);
    }

    @Test
    void keepsEnvironmentsApart() {
        repository.lua("other", "1-1", "", "other", "return 1");
        home.environments.create("a", "5.4");
        home.environments.create("b.c", "5.3");
        home.install("a", "say");
        home.install("b.c", "other");

        assertThat(home.result("b.c", "return require('say')").success()).isFalse();
        assertThat(home.run("b.c", "return require('other')")).isEqualTo("1");
        assertThat(home.environments.list()).extracting(e -> e.name()).containsExactly("a", "b.c");
    }

    @Test
    void staysWithItsGenerationWhileItRuns() {
        home.environments.create("demo", "5.4");
        home.install("demo", "say");
        try (Vm vm = home.vm("demo")) {
            repository.lua("say", "1.1-1", "", "say", SAY.formatted("1.1"));
            home.packages.update("demo", List.of());

            ExecutionResult result = vm.execute("return require('say').version");
            assertThat(result.value().display()).isEqualTo("1.0");
        }
    }

    @Test
    void worksWithoutItsRepository() {
        home.environments.create("demo", "5.4");
        home.install("demo", "say");
        home.repositories.take(repository);
        home.with(new TestRepository("new").lua("more", "1-1", "'say'", "more", "return require('say').version"));

        home.install("demo", "more");
        assertThat(home.run("demo", "return require('more')")).isEqualTo("1.0");
        home.packages.remove("demo", List.of(new RockName("more")));
        assertThat(home.run("demo", "return require('say').version")).isEqualTo("1.0");
    }

    @Test
    void takesANameFromTheRepositoryItIsPinnedTo() {
        home.environments.create("demo", "5.4");
        home.install("demo", "say");
        home.with(new TestRepository("evil").lua("say", "99.0-1", "", "say", "return 'evil'"));

        home.packages.update("demo", List.of());
        assertThat(home.run("demo", "return require('say').version")).isEqualTo("1.0");
    }

    @Test
    void makesADeletedEnvironmentAnew() {
        home.install("demo", "say");
        home.environments.delete("demo");
        assertThat(home.environments.find("demo")).isEmpty();
        repository.lua("other", "1-1", "", "other", "return 1");

        assertThat(home.install("demo", "other").environment().generation().number())
                .isEqualTo(1);
        assertThat(home.run("demo", "return require('other')")).isEqualTo("1");
        assertThat(home.environments.verify("demo")).isEmpty();
    }

    @Test
    void refusesAVmOfAnotherLua() {
        home.environments.create("demo", "5.4");
        VmConfig config =
                VmConfig.builder("other").engine("5.1").environment("demo").build();

        assertThatThrownBy(() -> home.vms.create(config))
                .isInstanceOf(EnvironmentDialectException.class)
                .hasMessageContaining("is for Lua 5.4");
    }

    @Test
    void givesTheDefaultEnvironmentToVmsThatNameNone() {
        home.environments.create("default", "5.4");
        home.install("default", "say");

        try (Vm fits = home.vms.create(VmConfig.builder("fits").engine("5.4").build());
                Vm other =
                        home.vms.create(VmConfig.builder("other").engine("5.1").build())) {
            assertThat(fits.execute("return require('say').version").value().display())
                    .isEqualTo("1.0");
            assertThat(other.execute("return require('say').version").success()).isFalse();
        }
    }

    @Test
    void changesNothingWhereAModuleCannotBeLoaded() {
        home.environments.create("demo", "5.4");
        repository.lua("broken", "1-1", "", "broken", "error('not today')");

        assertThatThrownBy(() -> home.install("demo", "broken"))
                .isInstanceOf(ModuleLoadException.class)
                .hasMessageContaining("broken 1-1")
                .hasMessageContaining("not today");
        repository.lua("leaving", "1-1", "", "leaving", "os.exit(3)");
        assertThatThrownBy(() -> home.install("demo", "leaving"))
                .isInstanceOf(ModuleLoadException.class)
                .hasMessageContaining("module 'leaving'");
        assertThat(home.environments.get("demo").generation().number()).isEqualTo(1);
        assertThat(home.root.resolve("demo").toFile().list()).containsExactly("1");
    }

    @Test
    void refusesTwoModulesOfOneName() {
        home.environments.create("demo", "5.4");
        repository.lua("shout", "1-1", "", "say", "return 1");

        assertThatThrownBy(() -> home.install("demo", "say", "shout"))
                .isInstanceOf(ModuleConflictException.class)
                .hasMessageContaining("say 1.0-1 and in shout 1-1");
    }

    @Test
    void explainsWhatDoesNotFit() {
        repository.lua("old", "1-1", "'lua < 5.2'", "old", "return 1");
        home.environments.create("demo", "5.4");

        assertThatThrownBy(() -> home.install("demo", "old"))
                .isInstanceOf(UnresolvableException.class)
                .hasMessageContaining("old 1-1 needs lua < 5.2");
        assertThatThrownBy(() -> home.install("demo", "nothing")).isInstanceOf(UnresolvableException.class);
    }

    @Test
    void makesTheSameOnAnotherMachineFromALock(@TempDir Path elsewhere) throws IOException {
        home.environments.create("demo", "5.4");
        home.install("demo", "say");
        String lock = home.environments.lock("demo");
        repository.lua("say", "1.1-1", "", "say", SAY.formatted("1.1"));

        try (TestHome other = new TestHome(elsewhere).with(repository)) {
            other.environments.restore("copy", lock);
            assertThat(other.environments.lock("copy")).isEqualTo(lock);
            assertThat(files(other, "copy")).isEqualTo(files(home, "demo")).hasSizeGreaterThan(1);
            assertThat(other.run("copy", "return require('say').version")).isEqualTo("1.0");
        }
    }

    /** Rights and contents by name. */
    private static Map<String, String> files(TestHome home, String environment) throws IOException {
        Path folder = home.environments.get(environment).folder();
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.toList()) {
                String content = Files.isDirectory(file) ? "" : Files.readString(file, StandardCharsets.ISO_8859_1);
                files.put(folder.relativize(file).toString(), Files.getPosixFilePermissions(file) + " " + content);
            }
        }
        return files;
    }

    @Test
    void refusesALockWhoseArtifactsHaveChanged(@TempDir Path elsewhere) throws IOException {
        home.environments.create("demo", "5.4");
        home.install("demo", "say");
        String lock = home.environments.lock("demo");
        repository.lua("say", "1.0-1", "", "say", "return 'evil'");

        try (TestHome other = new TestHome(elsewhere).with(repository)) {
            assertThatThrownBy(() -> other.environments.restore("copy", lock))
                    .hasMessageContaining("another content than it had");
            assertThat(other.environments.list()).isEmpty();
        }
    }

    @Test
    void buildsARockWithC() {
        home.environments.create("demo", "5.1");
        String code = """
                #include <lua.h>
                #include "value.h"
                int luaopen_answer_core(lua_State *L) { lua_pushinteger(L, ANSWER); return 1; }
                """;
        String rockspec = TestRepository.rockspec(
                "answer",
                "1-1",
                "",
                "modules = { ['answer.core'] = { sources = {'core.c'}, incdirs = {'include'} },"
                        + " answer = 'answer.lua' }");
        repository.add(
                "answer",
                "1-1",
                TestRepository.source(
                        "answer",
                        "1-1",
                        rockspec,
                        Map.of(
                                "core.c",
                                code,
                                "include/value.h",
                                "#define ANSWER 42",
                                "answer.lua",
                                "return require('answer.core')")));

        home.install("demo", "answer");
        assertThat(home.run("demo", "return require('answer')")).isEqualTo("42");
    }

    @Test
    void verifyLoadsEveryModuleAgain() {
        home.with(new TestRepository("own").lua("integers", "1.0-1", "", "integers", "return { half = 7 // 2 }"));
        assumeTrue(home.vms.engines().stream()
                .anyMatch(engine -> engine.usable() && engine.dialect().equals("5.1")));
        home.environments.create("new", "5.4");
        home.install("new", "integers");
        EnvironmentLock lock = home.own.currentLock("new").orElseThrow();

        // What was never checked: the same files for a Lua that has no such operator
        home.own.exclusively(
                "old",
                () -> home.own.commit(
                        "old",
                        new EnvironmentLock("5.1", true, lock.requests(), lock.rocks()),
                        "",
                        (name, any, folder) -> {}));

        assertThat(home.environments.verify("new")).isEmpty();
        assertThat(home.environments.verify("old"))
                .singleElement()
                .asString()
                .contains("module 'integers' of integers 1.0-1 cannot be loaded", "near '/'");
    }
}
