// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.packages.Environment;
import org.luarium.packages.EnvironmentChangedException;
import org.luarium.packages.EnvironmentDialectException;
import org.luarium.packages.EnvironmentInUseException;
import org.luarium.packages.RockName;
import org.luarium.store.Retention;
import org.luarium.vm.EnvironmentMissingException;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** What VMs that run get of environments that change. */
class LiveVmTest {
    private static final Duration WAIT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void open() throws IOException {
        home = new TestHome(folder)
                .with(new TestRepository("test")
                        .lua("one", "1.0-1", "", "one", "return { version = '1.0' }")
                        .lua("one", "2.0-1", "", "one", "return { version = '2.0' }")
                        .lua("two", "1.0-1", "", "two.part", "return { version = '2' }")
                        .lua("three", "1.0-1", "", "three", "return { version = '3' }"));
    }

    @AfterEach
    void close() {
        home.close();
    }

    private Vm vm(String id, Profile profile) {
        return home.vms.create(VmConfig.builder(id)
                .engine("5.4")
                .confinement(Confinement.of(profile))
                .build());
    }

    private static String version(Vm vm, String module) {
        return vm.execute("return require('" + module + "').version")
                .orThrow()
                .value()
                .asString();
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void getsWhatWasInstalledSinceItStarted(Profile profile) {
        try (Vm vm = vm("live", profile)) {
            vm.execute("x = 7").orThrow();
            home.environments.create(Environment.DEFAULT, "5.4");
            home.install(Environment.DEFAULT, "one == 1.0");
            assertThat(vm.execute("require 'one'").success()).isFalse();

            vm.makeAvailable("one", WAIT);
            assertThat(version(vm, "one")).isEqualTo("1.0");

            home.install(Environment.DEFAULT, "two");
            vm.makeAvailable("two.part", WAIT);
            assertThat(version(vm, "two.part")).isEqualTo("2");
            assertThat(vm.execute("return x").value().asLong()).isEqualTo(7);
            String path = vm.execute("return package.path").value().asString();
            assertThat(path).contains("/default/3/").doesNotContain("/default/2/");
            if (profile != Profile.TRUSTED) {
                assertThat(path).doesNotContain("./?");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1", "luajit", "embedded"})
    void worksOnOtherEngines(String engine) {
        String dialect = engine.equals("embedded") ? "5.4" : "5.1";
        try (Vm vm = home.vms.create(VmConfig.builder("live").engine(engine).build())) {
            home.environments.create(Environment.DEFAULT, dialect);
            home.install(Environment.DEFAULT, "one");

            vm.makeAvailable("one", WAIT);

            assertThat(version(vm, "one")).isEqualTo("2.0");
        }
    }

    @Test
    void staysWhereItIsIfItHasTheModule() {
        home.install("app", "one == 1.0");
        try (Vm vm = home.vm("app")) {
            home.install("app", "one == 2.0");

            vm.makeAvailable("one", WAIT);
            vm.makeAvailable("nothing", WAIT);

            assertThat(version(vm, "one")).isEqualTo("1.0");
        }
    }

    @Test
    void explainsWhatItCannotFollow() {
        home.install("app", "one == 1.0", "three");
        try (Vm vm = home.vm("app")) {
            home.install("app", "one == 2.0", "two");
            home.packages.remove("app", List.of(new RockName("three")));

            assertThatThrownBy(() -> vm.makeAvailable("two.part", WAIT))
                    .isInstanceOfSatisfying(
                            EnvironmentChangedException.class,
                            e -> assertThat(e.changes())
                                    .containsExactlyInAnyOrder("one 1.0-1 became one 2.0-1", "three 1.0-1 is gone"))
                    .hasMessageContaining("generation 1")
                    .hasMessageContaining("generation 3");
            assertThat(version(vm, "one")).isEqualTo("1.0");

            vm.reset();
            assertThat(version(vm, "two.part")).isEqualTo("2");
        }
    }

    @Test
    void explainsThatTheEnvironmentIsForAnotherLua() {
        try (Vm vm = vm("live", Profile.STANDARD)) {
            home.environments.create(Environment.DEFAULT, "5.1");
            home.install(Environment.DEFAULT, "one");

            assertThatThrownBy(() -> vm.makeAvailable("one", WAIT)).isInstanceOf(EnvironmentDialectException.class);
        }
    }

    @Test
    void namesTheEnvironmentsThatThereAre() {
        home.environments.create("app", "5.4");

        assertThatThrownBy(() -> home.vms.create(
                        VmConfig.builder("lost").environment("ap").build()))
                .isInstanceOfSatisfying(
                        EnvironmentMissingException.class,
                        e -> assertThat(e.known()).containsExactly("app"))
                .hasMessageContaining("'ap'");
    }

    @Test
    void keepsAllGenerationsThatAVmHasGoneThrough() {
        home.install("app", "one == 1.0");
        try (Vm vm = home.vm("app")) {
            home.install("app", "two");
            vm.makeAvailable("two.part", WAIT);
            home.install("app", "three");

            assertThat(home.environments.prune("app", Retention.ofLast(0))).isEmpty();
            assertThatThrownBy(() -> home.environments.removeGeneration("app", 1))
                    .isInstanceOfSatisfying(
                            EnvironmentInUseException.class,
                            e -> assertThat(e.users()).containsExactly(vm.id()));
            assertThatThrownBy(() -> home.environments.removeGeneration("app", 3))
                    .isInstanceOf(EnvironmentInUseException.class);
        }
        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(home.environments.prune("app", Retention.ofLast(0)))
                        .containsExactly(1, 2));
    }

    @Test
    void removesAGenerationInTheMiddleOnly() {
        home.install("app", "one == 1.0");
        home.install("app", "two");
        home.install("app", "three");

        home.environments.removeGeneration("app", 2);

        assertThat(home.environments.generations("app"))
                .extracting(one -> one.number())
                .containsExactly(1, 3);
        assertThat(home.environments.rollback("app").generation().number()).isEqualTo(1);
    }
}
