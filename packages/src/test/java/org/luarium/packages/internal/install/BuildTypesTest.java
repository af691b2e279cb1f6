// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.packages.MissingRequirementException;
import org.luarium.packages.MissingRequirementException.Kind;
import org.luarium.packages.internal.build.Machine;
import org.luarium.store.Realization;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** Rocks that programs of this machine build. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BuildTypesTest {
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/bin"), Path.of("/bin"));

    private Path folder;
    private Path added;
    private TestHome home;

    @BeforeAll
    void open(@TempDir Path temporary) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no compiler cc");
        folder = temporary.toRealPath();
        added = folder.resolve("added");
        for (String dialect : List.of("5.1", "5.2", "5.3", "5.4")) {
            LuaHeaders.write(added, "lua" + dialect, dialect);
        }
        home = new TestHome(folder.resolve("home"), Machine.of(List.of(added)), true)
                .with(FixtureRocks.repository("fixtures"));
    }

    @AfterAll
    void close() {
        if (home != null) {
            home.close();
        }
    }

    private static void assumeProgram(String name) {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", name)), "there is no program " + name);
    }

    private String confinement(String environment, String rock) {
        return home.environments.get(environment).rocks().stream()
                .filter(installed -> installed.name().text().equals(rock))
                .findFirst()
                .flatMap(installed -> home.store.find(installed.object()))
                .map(Realization::provenance)
                .orElseThrow()
                .confinement();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1", "5.2", "5.3", "5.4"})
    void compilesCForEachLua(String dialect) {
        assumeTrue(
                home.vms.engines().stream()
                        .anyMatch(engine -> engine.usable() && engine.dialect().equals(dialect)),
                "there is no Lua " + dialect);
        String name = "c-" + dialect;
        home.environments.create(name, dialect);

        home.install(name, "answer", "vectors");

        assertThat(home.run(name, "return require('answer') + require('vectors').sum + require('vectors').product"))
                .isEqualTo("122");
        assertThat(confinement(name, "answer")).startsWith("confined");
        assertThat(confinement(name, "vectors")).startsWith("confined");
    }

    @Test
    void compilesForLuaJitWithItsHeaders() throws IOException {
        assumeTrue(home.vms.engines().stream().anyMatch(engine -> engine.name().contains("jit")), "there is no LuaJIT");
        Path jit = folder.resolve("jit");
        LuaHeaders.write(jit, "luajit-2.1", "5.1");
        try (TestHome own = new TestHome(folder.resolve("jit-home"), new Machine(PROGRAMS, List.of(jit)), true)
                .with(FixtureRocks.repository("fixtures"))) {
            own.environments.create("demo", "5.1");
            own.install("demo", "answer");

            VmConfig config =
                    VmConfig.builder("jit").engine("luajit").environment("demo").build();
            try (Vm vm = own.vms.create(config)) {
                assertThat(vm.execute("return jit.version_num and require('answer')")
                                .orThrow()
                                .value()
                                .display())
                        .isEqualTo("42");
            }
        }
    }

    @Test
    void compilesCxxWithC() {
        assumeProgram("c++");
        home.environments.create("cxx", "5.4");

        home.install("cxx", "shapes");

        assertThat(home.run("cxx", "return require('shapes')")).isEqualTo("square of 49");
    }

    @Test
    void buildsWithMakeCmakeAndCommands() throws Exception {
        assumeProgram("make");
        assumeProgram("cmake");
        home.environments.create("others", "5.4");

        Path environment = home.install("others", "made", "configured", "commanded")
                .environment()
                .folder();

        assertThat(home.run("others", "return require('made') .. require('configured') .. require('commanded')"))
                .isEqualTo("made by makemade by cmakemade for so");
        assertThat(environment.resolve("bin/made-tool")).isExecutable();
        assertThat(confinement("others", "made")).startsWith("confined");
        assertThat(confinement("others", "configured")).startsWith("confined");
        assertThat(confinement("others", "commanded")).startsWith("confined");
    }

    @Test
    void commandsSeeAndReachNothingElse() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "CANARY");
        TestRepository repository = new TestRepository("curious");
        String command = "(cat " + secret + "; echo x > " + secret + "; cat /proc/1/environ;"
                + " cat < /dev/tcp/127.0.0.1/22) 2>/dev/null > found; true";
        String rockspec = TestRepository.rockspec(
                        "curious",
                        "1-1",
                        "",
                        "install_command = \"mkdir -p $(LUADIR) && (echo 'return [['; cat found;"
                                + " echo ']]') > $(LUADIR)/curious.lua\", build_command = \"" + command + "\"")
                .replace("builtin", "command");
        repository.add("curious", "1-1", TestRepository.source("curious", "1-1", rockspec, Map.of("a", "a")));
        home.with(repository).environments.create("curious", "5.4");

        home.install("curious", "curious");

        assumeTrue(confinement("curious", "curious").equals("confined"), confinement("curious", "curious"));
        assertThat(home.run("curious", "return require('curious')")).isBlank();
        assertThat(secret).hasContent("CANARY");
    }

    @Test
    void saysWhatWasNotConfined() throws IOException {
        try (TestHome own = new TestHome(folder.resolve("open"), Machine.of(List.of(added)), false)
                .with(FixtureRocks.repository("fixtures"))) {
            own.environments.create("demo", "5.4");
            own.install("demo", "answer");

            assertThat(own.run("demo", "return require('answer')")).isEqualTo("42");
            assertThat(own.store
                            .find(own.environments.get("demo").rocks().get(0).object())
                            .orElseThrow()
                            .provenance()
                            .confinement())
                    .isEqualTo("not confined: there is no BuildRunner");
        }
    }

    @Test
    void findsExternalDependenciesInAddedFolders() throws Exception {
        assumeProgram("ar");
        Path fixture = folder.resolve("fixture");
        Files.createDirectories(fixture.resolve("include/luarium"));
        Path library = Files.createDirectories(fixture.resolve("lib"));
        Files.writeString(fixture.resolve("include/luarium/fixture.h"), "int fixture_value(void);\n");
        Path source = Files.writeString(folder.resolve("fixture.c"), "int fixture_value(void) { return 17; }\n");
        run("cc", "-O2", "-fPIC", "-c", "-o", folder + "/fixture.o", source.toString());
        run("ar", "rcs", library + "/libluariumfixture.a", folder + "/fixture.o");
        home.environments.create("external", "5.4");
        assertThatThrownBy(() -> home.install("external", "external"))
                .isInstanceOfSatisfying(MissingRequirementException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.HEADER);
                    assertThat(e.name()).isEqualTo("luarium/fixture.h");
                    assertThat(e).hasMessageContaining("its external dependency FIXTURE");
                });

        try (TestHome own = new TestHome(folder.resolve("with"), Machine.of(List.of(added, fixture)), true)
                .with(FixtureRocks.repository("fixtures"))) {
            own.environments.create("demo", "5.4");
            own.install("demo", "external");

            assertThat(own.run("demo", "return require('external')")).isEqualTo("17");
        }
    }

    @Test
    void givesVmsTheLibrariesOfTheSystemThatModulesNeed() {
        assumeTrue(Files.isRegularFile(Path.of("/usr/include/zlib.h")), "there is no header zlib.h");
        home.environments.create("system", "5.4");

        home.install("system", "checksum");

        assertThat(home.run("system", "return require('checksum')")).isEqualTo("907060870");
    }

    @Test
    void givesThemToVmsOfAnEnvironmentThatWasMadeAnewToo() {
        assumeTrue(Files.isRegularFile(Path.of("/usr/include/zlib.h")), "there is no header zlib.h");
        home.environments.create("again", "5.4");
        home.install("again", "greetings");
        assertThat(home.run("again", "return 1")).isEqualTo("1");
        home.environments.delete("again");

        home.environments.create("again", "5.4");
        home.install("again", "checksum");

        assertThat(home.run("again", "return require('checksum')")).isEqualTo("907060870");
    }

    @Test
    void namesTheProgramThatIsMissing() throws IOException {
        Machine machine = new Machine(List.of(folder.resolve("empty")), List.of(added));
        try (TestHome own =
                new TestHome(folder.resolve("programs"), machine, true).with(FixtureRocks.repository("fixtures"))) {
            missing(own, "answer", Kind.PROGRAM, "cc", "apt-get install gcc libc6-dev");
            missing(own, "shapes", Kind.PROGRAM, "cc", "dnf install gcc");
            missing(own, "made", Kind.PROGRAM, "make", "apk add make");
            missing(own, "configured", Kind.PROGRAM, "cmake", "apt-get install cmake");
        }
    }

    @Test
    void namesTheHeadersThatAreMissing() throws IOException {
        Machine machine = new Machine(PROGRAMS, List.of(folder.resolve("empty")));
        try (TestHome own =
                new TestHome(folder.resolve("headers"), machine, true).with(FixtureRocks.repository("fixtures"))) {
            missing(own, "answer", Kind.HEADER, "lua.h", "apt-get install liblua5.4-dev");
            missing(own, "checksum", Kind.HEADER, "zlib.h", "apt-get install zlib1g-dev");
        }
    }

    private static void missing(TestHome own, String rock, Kind kind, String name, String remedy) {
        assertThatThrownBy(() -> own.install("demo", rock))
                .isInstanceOfSatisfying(MissingRequirementException.class, e -> {
                    assertThat(e.rock()).isEqualTo(rock + " 1.0-1");
                    assertThat(e.kind()).isEqualTo(kind);
                    assertThat(e.name()).isEqualTo(name);
                    assertThat(e).hasMessageContaining(remedy).hasMessageContaining(rock + " 1.0-1");
                });
        assertThat(own.environments.list()).isEmpty();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
