// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.UnresolvableException;
import org.luarium.packages.internal.rockspec.Rockspecs;

/** The same rocks from the same folder, installed by a stock LuaRocks and by Luarium. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LuaRocksComparisonTest {
    private static final String DIALECT = "5.1";

    private Path folder;
    private Path rocks;
    private TestHome home;

    @BeforeAll
    void open(@TempDir Path temporary) throws IOException, InterruptedException {
        folder = temporary;
        rocks = Files.createDirectories(folder.resolve("rocks"));
        assumeTrue(isInstalled(), "there is no luarocks to compare with");
        assumeTrue(Files.isRegularFile(Path.of("/usr/include/lua5.1/lua.h")), "there are no headers of Lua 5.1");
        FixtureRocks.write(rocks);
        try (Stream<Path> traps = Files.list(rocks)) {
            for (Path trap : traps.filter(
                            file -> String.valueOf(file.getFileName()).startsWith("trap"))
                    .toList()) {
                Files.delete(trap);
            }
        }
        assertThat(run("luarocks-admin", "make-manifest", rocks.toString()))
                .as(log())
                .isZero();
        home = new TestHome(folder.resolve("home")).with(FixtureRocks.repository("fixtures"));
    }

    @AfterAll
    void close() {
        if (home != null) {
            home.close();
        }
    }

    private boolean isInstalled() throws InterruptedException {
        try {
            return run("luarocks", "--version") == 0 && run("luarocks-admin", "--version") == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private int run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        try {
            return process.waitFor(120, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } finally {
            process.destroyForcibly();
        }
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private int luarocks(Path tree, String rock) throws IOException, InterruptedException {
        return run(
                "luarocks",
                "--lua-version=" + DIALECT,
                "install",
                "--tree",
                tree.toString(),
                "--only-server=" + rocks,
                rock);
    }

    /** The files with modules by path; of those in Lua with their content. */
    private static Map<String, String> modules(Path share, Path lib) throws IOException {
        Map<String, String> modules = new TreeMap<>();
        collect(share, "share/", modules, true);
        collect(lib, "lib/", modules, false);
        return modules;
    }

    private static void collect(Path root, String prefix, Map<String, String> modules, boolean content)
            throws IOException {
        if (Files.isDirectory(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    modules.put(
                            prefix + root.relativize(file),
                            content ? Rockspecs.sha256(Files.readAllBytes(file)) : "native");
                }
            }
        }
    }

    private static List<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> installed(Path tree) throws IOException {
        List<String> rocks = new ArrayList<>();
        Path all = tree.resolve("lib/luarocks/rocks-" + DIALECT);
        for (String name : names(all)) {
            for (String version : names(all.resolve(name))) {
                rocks.add(name + " " + version);
            }
        }
        rocks.remove("manifest");
        return rocks;
    }

    @Test
    void installsTheSameFiles() throws Exception {
        List<String> all = new ArrayList<>(List.of("greetings", "vectors", "made", "commanded", "tool"));
        if (Files.isExecutable(Path.of("/usr/bin/cmake"))) {
            all.add("configured");
        }
        Path tree = folder.resolve("same");
        for (String rock : all) {
            assertThat(luarocks(tree, rock)).as(log()).isZero();
        }

        home.environments.create("same", DIALECT);
        Path environment =
                home.install("same", all.toArray(String[]::new)).environment().folder();

        assertThat(modules(environment.resolve("share"), environment.resolve("lib")))
                .isEqualTo(modules(tree.resolve("share/lua/" + DIALECT), tree.resolve("lib/lua/" + DIALECT)))
                .hasSizeGreaterThan(8);
        assertThat(names(environment.resolve("bin"))).isEqualTo(names(tree.resolve("bin")));
        assertThat(home.environments.get("same").rocks())
                .extracting(InstalledRock::toString)
                .containsExactlyElementsOf(installed(tree));
    }

    @Test
    void goesBackWhereLuaRocksInstallsTwoVersions() throws Exception {
        Path tree = folder.resolve("two");
        assertThat(luarocks(tree, "diamond-right")).as(log()).isZero();
        assertThat(luarocks(tree, "choosy")).as(log()).isZero();
        assertThat(installed(tree)).contains("diamond-base 1.5-1", "diamond-base 2.0-1");

        home.environments.create("two", DIALECT);
        home.install("two", "diamond-right", "choosy");

        assertThat(home.environments.get("two").rocks())
                .extracting(InstalledRock::toString)
                .containsExactly("choosy 1.0-1", "diamond-base 1.5-1", "diamond-right 1.0-1");
        assertThat(home.run("two", "return require('choosy') .. ', ' .. require('diamond.right')"))
                .isEqualTo("choosy 1 with 1.5, right of 1.5");
    }

    @Test
    void explainsWhereLuaRocksInstallsTwoVersions() throws Exception {
        Path tree = folder.resolve("both");
        assertThat(luarocks(tree, "choosy")).as(log()).isZero();
        assertThat(luarocks(tree, "diamond-right")).as(log()).isZero();
        assertThat(installed(tree)).contains("choosy 2.0-1", "diamond-base 1.5-1", "diamond-base 2.0-1");

        home.environments.create("both", DIALECT);

        assertThatThrownBy(() -> home.install("both", "choosy >= 2.0", "diamond-right"))
                .isInstanceOf(UnresolvableException.class)
                .hasMessageContaining("choosy 2.0-1 needs diamond-base >= 2.0")
                .hasMessageContaining("diamond-right 1.0-1 needs diamond-base < 2.0");
    }

    @Test
    void explainsWhereLuaRocksTakesAwayWhatARockNeeds() throws Exception {
        Path tree = folder.resolve("quarrel");
        assertThat(luarocks(tree, "quarrel")).as(log()).isZero();
        assertThat(installed(tree)).contains("quarrel 1.0-1").doesNotContain("diamond-base 2.0-1");

        home.environments.create("quarrel", DIALECT);

        assertThatThrownBy(() -> home.install("quarrel", "quarrel"))
                .isInstanceOf(UnresolvableException.class)
                .hasMessageContaining("quarrel 1.0-1 needs diamond-base >= 2.0")
                .hasMessageContaining("diamond-right 1.0-1 needs diamond-base < 2.0");
    }

    @Test
    void takesOneVersionForADiamond() throws Exception {
        home.environments.create("diamond", DIALECT);
        home.install("diamond", "diamond-top");

        assertThat(home.run("diamond", "return require('diamond.top')")).isEqualTo("left of 1.5, right of 1.5");
        assertThat(home.environments.get("diamond").rocks()).hasSize(4);
    }
}
