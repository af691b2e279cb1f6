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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.ProgramConflictException;

/** The programs of rocks in the folder {@code bin} of an environment. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProgramsTest {
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private final TestRepository repository = FixtureRocks.repository("fixtures");
    private TestHome home;
    private Path elsewhere;
    private Path bin;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/lua5.4")), "there is no program lua5.4");
        elsewhere = Files.createDirectory(folder.resolve("else where"));
        home = new TestHome(folder.resolve("it's a home")).with(repository);
        home.environments.create("demo", "5.4");
        bin = home.install("demo", "tool").environment().folder().resolve("bin");
    }

    @AfterAll
    void close() {
        if (home != null) {
            home.close();
        }
    }

    private String run(int expected, Path program, Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(elsewhere.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        builder.environment().putAll(variables);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(expected);
        return output;
    }

    @Test
    void startsProgramsInLuaWithTheModulesOfTheEnvironment() throws Exception {
        assertThat(run(0, bin.resolve("tool"), Map.of(), "a b", "$c", "'"))
                .isEqualTo("2 words, 3 arguments: a b|$c|'\n");
        assertThat(home.environments.verify("demo")).isEmpty();
    }

    @Test
    void k20LoadsNothingOfTheFolderItIsStartedIn() throws Exception {
        Files.createDirectories(elsewhere.resolve("tool"));
        Files.writeString(elsewhere.resolve("tool/words.lua"), "return { 'evil', 'evil', 'evil' }");
        Map<String, String> variables =
                Map.of("LUA_PATH", elsewhere + "/?.lua;./?.lua", "LUA_PATH_5_4", "./?.lua", "LUA_CPATH", "./?.so");

        assertThat(run(0, bin.resolve("tool"), variables)).startsWith("2 words");
        assertThat(Files.readString(bin.resolve("tool"))).doesNotContain("./?");
    }

    @Test
    void k20SearchesNoFolderThatIsNotOfTheEnvironmentInAVm() {
        assertThat(home.run("demo", """
                        local strange = {}
                        for _, path in ipairs({ package.path, package.cpath }) do
                          for template in path:gmatch("[^;]+") do
                            if template:sub(1, 1) ~= "/" then strange[#strange + 1] = template end
                          end
                        end
                        return table.concat(strange, ";")
                        """)).isEmpty();
    }

    @Test
    void keepsOtherProgramsAsTheyAre() throws Exception {
        assertThat(run(0, bin.resolve("tool-native"), Map.of())).isEqualTo("from the shell\n");
        assertThat(bin.resolve("tool-native")).hasContent("#!/bin/sh\necho \"from the shell\"\n");
    }

    @Test
    void keepsProgramsWhoseRockWantsNoLauncher() {
        String rockspec = TestRepository.rockspec("plain", "1-1", "", "install = { bin = { plain = 'p.lua' } }")
                + "deploy = { wrap_bin_scripts = false }\n";
        repository.add(
                "plain", "1-1", TestRepository.source("plain", "1-1", rockspec, Map.of("p.lua", "#!/usr/bin/lua\n")));
        home.environments.create("plain", "5.4");

        Path environment = home.install("plain", "plain").environment().folder();

        assertThat(environment.resolve("bin/plain")).hasContent("#!/usr/bin/lua\n");
    }

    @Test
    void saysThatThereIsNoInterpreter() throws Exception {
        assertThat(run(127, bin.resolve("tool"), Map.of("PATH", elsewhere.toString())))
                .contains("there is no Lua 5.4 in PATH; install it");
    }

    @Test
    void refusesTwoProgramsOfOneName() {
        assertThatThrownBy(() -> home.install("demo", "rival"))
                .isInstanceOfSatisfying(ProgramConflictException.class, e -> {
                    assertThat(e.program()).isEqualTo("tool");
                    assertThat(e.rocks()).containsExactlyInAnyOrder("rival 1.0-1", "tool 1.0-1");
                    assertThat(e).hasMessageContaining("environment 'demo' can have one of them");
                });
        assertThat(home.environments.get("demo").rocks()).hasSize(1);
    }
}
