// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.packages.EnvironmentExportException;
import org.luarium.packages.EnvironmentInfo;
import org.luarium.packages.GenerationUse;
import org.luarium.vm.Vm;

/** Environments outside of VMs. */
class ExportTest {
    private static final String NAME = "a 'b' \"c\" $HOME `d` \\ ü\n";

    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void open() throws IOException {
        String build = """
                modules = { ["greet.init"] = "src/greet.lua" },
                install = { bin = { ["say it's"] = "src/say.lua" } }""";
        home = new TestHome(folder.resolve("home"))
                .with(new TestRepository("test")
                        .add(
                                "greet",
                                "1.0-1",
                                TestRepository.source(
                                        "greet",
                                        "1.0-1",
                                        TestRepository.rockspec("greet", "1.0-1", "", build),
                                        Map.of(
                                                "src/greet.lua",
                                                "return function(name) return 'hello ' .. name end",
                                                "src/say.lua",
                                                "#!/usr/bin/env lua\nprint(require('greet')(arg[1]))\n"))));
        home.environments.create("app", "5.4");
        home.install("app", "greet");
    }

    @AfterEach
    void close() {
        home.close();
    }

    private static String run(String shell, Path directory, String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(shell, "-c", script).directory(directory.toFile());
        builder.redirectErrorStream(true).environment().keySet().removeIf(name -> name.startsWith("LUA"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "zsh"})
    void worksWithAStockLuaWhereverItIs(String shell) throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/lua5.4")) && Files.isExecutable(Path.of("/usr/bin", shell)),
                () -> "skipped: there is no lua5.4, or no " + shell);
        Path first = folder.resolve("first");
        home.environments.export("app", first);
        Path moved = Files.move(first, folder.resolve(NAME));
        close();

        String printed = run(shell, moved, """
                LUA_PATH='/old/?.lua'
                export LUA_PATH
                before="$PATH|$LUA_PATH|${LUA_CPATH-none}"
                . ./activate
                lua5.4 -e 'print(require("greet")("you"))'
                cd /
                "say it's" all
                deactivate
                [ "$before" = "$PATH|$LUA_PATH|${LUA_CPATH-none}" ] && echo restored
                echo "${LUARIUM_ENVIRONMENT-none}"
                lua5.4 -e 'print((pcall(require, "greet")))'
                """);

        assertThat(printed).isEqualTo("hello you\nhello all\nrestored\nnone\nfalse\n");
    }

    @Test
    void worksInFish() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/lua5.4")) && Files.isExecutable(Path.of("/usr/bin/fish")),
                "skipped: there is no lua5.4, or no fish");
        home.environments.export("app", folder.resolve(NAME));
        close();

        String printed = run("fish", folder.resolve(NAME), """
                set -gx LUA_PATH '/old/?.lua'
                set before "$PATH|$LUA_PATH|$LUA_CPATH"
                source ./activate.fish
                lua5.4 -e 'print(require("greet")("you"))'
                cd /
                "say it's" all
                deactivate
                test "$before" = "$PATH|$LUA_PATH|$LUA_CPATH"; and echo restored
                set -q LUARIUM_ENVIRONMENT; or echo none
                lua5.4 -e 'print((pcall(require, "greet")))'
                """);

        assertThat(printed).isEqualTo("hello you\nhello all\nrestored\nnone\nfalse\n");
    }

    @Test
    void isFoundByBashFromElsewhere() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/lua5.4")), "skipped: there is no lua5.4");
        home.environments.export("app", folder.resolve("out"));

        assertThat(run("bash", folder, ". out/activate && cd / && lua5.4 -e 'print(require(\"greet\")(\"you\"))'"))
                .isEqualTo("hello you\n");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("out/bin/say it's"));
        assertThat(run("sh", folder, "./link all")).isEqualTo("hello all\n");
    }

    @Test
    void refusesWhatIsNotEmptyAndLeavesNothingBehind() throws IOException {
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("mine"), "precious");
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThatThrownBy(() -> home.environments.export("app", full))
                .isInstanceOf(EnvironmentExportException.class)
                .hasMessageContaining("not empty");
        assertThatThrownBy(() -> home.environments.export("app", full.resolve("mine")))
                .isInstanceOf(EnvironmentExportException.class);
        assertThatThrownBy(() -> home.environments.export("app", full.resolve("mine/below")))
                .isInstanceOf(EnvironmentExportException.class);
        home.environments.export("app", empty);

        assertThat(empty.resolve("share/lua/5.4/greet/init.lua")).isRegularFile();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("home", "full", "empty");
        }
        assertThat(full).isDirectoryNotContaining(file -> !file.endsWith("mine"));
    }

    @Test
    void saysWhatAnEnvironmentTakesAndWhoUsesIt() {
        try (Vm vm = home.vm("app")) {
            EnvironmentInfo info = home.environments.info("app");

            assertThat(info.generations())
                    .extracting(GenerationUse::users)
                    .containsExactly(List.of(), List.of(vm.id()));
            assertThat(info.generations().get(1).bytes()).isPositive();
            assertThat(info.bytes())
                    .isEqualTo(info.generations().stream()
                            .mapToLong(GenerationUse::bytes)
                            .sum());
        }
    }
}
