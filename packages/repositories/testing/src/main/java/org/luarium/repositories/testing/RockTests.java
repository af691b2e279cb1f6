// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.repositories.testing.Lua.Output;

/** What a rock has to pass. A subclass names the rock and those of the same repository that it depends on. */
public abstract class RockTests {
    private static final Path ROCKS = Path.of("src/main/rocks").toAbsolutePath();
    private static final Path REPOSITORY = Path.of("target/classes/rocks").toAbsolutePath();
    private static final Path DATA =
            Path.of("../../../../shared/data").toAbsolutePath().normalize();
    private static final boolean STRESS = Boolean.getBoolean("luarium.stress");

    private static final Pattern EXAMPLE = Pattern.compile("```lua\n(.*?)```\n\n```\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CASE = Pattern.compile("(ok|skip|not ok) (.*?)(?:: (.*))?");
    private static final Pattern MODULE = Pattern.compile("\\[\"([\\w.-]+)\"] = \"(lua/[\\w./-]+\\.lua)\"");
    private static final Pattern GLOBAL = Pattern.compile("_ENV \"(\\w+)\"");
    private static final int MOST_LINES = 400;

    private final String rock;
    private final Path folder;
    private final String modulePath;

    @TempDir
    private Path directory;

    /** The tests of a rock in {@code src/main/rocks}. */
    protected RockTests(String rock, String... dependencies) {
        this.rock = rock;
        folder = ROCKS.resolve(rock);
        modulePath = Lua.modulePath(Stream.concat(Stream.of(rock), Stream.of(dependencies))
                .map(name -> ROCKS.resolve(name).resolve("lua"))
                .toList());
    }

    /** Each case of each file in {@code spec}, in each Lua. */
    @TestFactory
    final Stream<DynamicNode> passesItsSpecification() {
        List<Path> specifications = files(folder.resolve("spec"), "_spec.lua");
        assertThat(specifications).isNotEmpty();
        return inEachLua((lua, name) -> specifications.stream().flatMap(file -> cases(lua, file)));
    }

    /** Each example of the README prints what the README says. */
    @TestFactory
    final Stream<DynamicNode> doesWhatItsReadmeShows() throws IOException {
        List<MatchResult> examples = EXAMPLE.matcher(Files.readString(folder.resolve("README.md")))
                .results()
                .toList();
        assertThat(examples).isNotEmpty();
        return inEachLua((lua, name) -> examples.stream()
                .map(example -> dynamicTest("example at " + example.start(), () -> runExample(lua, name, example))));
    }

    /** A stock LuaRocks installs the rock, and what it depends on, from the repository, and its modules load. */
    @ParameterizedTest
    @ValueSource(strings = {"5.1", "5.2", "5.3", "5.4"})
    final void installsWithAStockLuaRocks(String version) throws IOException {
        String luarocks = program("luarocks-" + version);
        String lua = program("lua" + version);
        assumeTrue(Lua.find("unzip").isPresent(), "skipped: LuaRocks needs unzip and there is none");
        Path tree = directory.resolve("tree");

        // LuaRocks wants to see the header before it installs sources, also where there is nothing to compile
        Path headers = Files.createDirectory(directory.resolve("include"));
        Files.writeString(
                headers.resolve("lua.h"),
                "#define LUA_VERSION_NUM " + version.replace(".", "0") + System.lineSeparator());

        Output installed = Lua.run(
                directory,
                Map.of("HOME", directory.toString()),
                List.of(
                        luarocks,
                        "install",
                        "--only-server",
                        REPOSITORY.toString(),
                        "--tree",
                        tree.toString(),
                        rock,
                        "LUA_INCDIR=" + headers),
                60);
        String path = Lua.modulePath(List.of(tree.resolve("share/lua").resolve(version)));
        String script = "package.path, package.cpath = [[" + path + "]], ''; ";
        for (String module : modules().stream().map(Module::name).toList()) {
            script += "assert(require('" + module + "')); ";
        }
        Output loaded = Lua.run(directory, Map.of(), List.of(lua, "-e", script), 60);

        assertThat(installed.exit()).as(installed.text()).isZero();
        assertThat(loaded).isEqualTo(new Output(0, ""));
    }

    /** Each module of the source is one of the rockspec, and the other way round. */
    @Test
    final void hasEveryModuleInItsRockspec() throws IOException {
        List<String> sources = files(folder.resolve("lua"), ".lua").stream()
                .map(file -> folder.relativize(file).toString())
                .toList();

        assertThat(modules().stream().map(Module::file)).containsExactlyInAnyOrderElementsOf(sources);
        assertThat(modules())
                .allSatisfy(module -> assertThat(module.file())
                        .isIn(
                                "lua/" + module.name().replace('.', '/') + ".lua",
                                "lua/" + module.name().replace('.', '/') + "/init.lua"));
    }

    /** Sources are short, licensed, and start no program. */
    @Test
    final void hasSourcesThatKeepTheRules() throws IOException {
        for (Path file : files(folder, ".lua")) {
            List<String> lines = Files.readAllLines(file);

            assertThat(lines).as(file.toString()).hasSizeLessThanOrEqualTo(MOST_LINES);
            assertThat(lines.get(0)).as(file.toString()).isEqualTo("-- SPDX-License-Identifier: Apache-2.0");
            assertThat(String.join("\n", lines))
                    .as(file.toString())
                    .doesNotContain("os.execute", "io.popen", "\t")
                    .doesNotContainPattern(" \n");
        }
    }

    /** No source makes a global variable or reads another than those of Lua, also where no case comes by. */
    @Test
    final void usesNoGlobalVariableButThoseOfLua() {
        String compiler = program("luac5.4");
        var names = new TreeSet<String>();
        for (Path file : files(folder.resolve("lua"), ".lua")) {
            Output listing = Lua.run(folder, Map.of(), List.of(compiler, "-l", "-p", file.toString()), 60);
            assertThat(listing.exit()).as(listing.text()).isZero();
            for (String line : listing.lines()) {
                assertThat(line).as(file.toString()).doesNotContainPattern("SETTABUP.*_ENV");
                GLOBAL.matcher(line).results().map(match -> match.group(1)).forEach(names::add);
            }
        }

        assertThat(names)
                .isSubsetOf(
                        "assert",
                        "error",
                        "getmetatable",
                        "io",
                        "ipairs",
                        "math",
                        "next",
                        "pairs",
                        "pcall",
                        "rawget",
                        "rawset",
                        "require",
                        "select",
                        "setmetatable",
                        "string",
                        "table",
                        "tonumber",
                        "tostring",
                        "type",
                        "unpack");
    }

    private Stream<DynamicNode> inEachLua(BiFunction<Path, String, Stream<DynamicTest>> tests) {
        return Lua.INTERPRETERS.stream()
                .map(name -> Lua.find(name)
                        .<DynamicNode>map(lua -> dynamicContainer(name, tests.apply(lua, name)))
                        .orElseGet(() -> dynamicTest(name, () -> abort("skipped: there is no " + name))));
    }

    private Stream<DynamicTest> cases(Path lua, Path file) {
        Path work = newFolder();
        Path runner = work.resolve("run.lua");
        copyRunner(runner);
        Output output = Lua.run(
                work,
                Map.of(
                        "LUARIUM_TEST_DATA",
                        Files.isDirectory(DATA) ? DATA.toString() : "",
                        "LUARIUM_TEST_DIRECTORY",
                        work.toString(),
                        "LUARIUM_TEST_STRESS",
                        String.valueOf(STRESS)),
                List.of(lua.toString(), runner.toString(), modulePath, file.toString()),
                STRESS ? 3600 : 100);
        List<String> lines = output.lines();
        var tests = new ArrayList<DynamicTest>();
        for (String line : lines) {
            var match = CASE.matcher(line);
            if (match.matches()) {
                tests.add(dynamicTest(match.group(2), () -> conclude(match.group(1), match.group(3))));
            }
        }
        tests.add(dynamicTest(
                file.getFileName() + " ran to its end",
                () -> assertThat(lines).as(output.text()).endsWith("done")));
        return tests.stream();
    }

    private static void conclude(String outcome, String message) {
        if (outcome.equals("skip")) {
            abort("skipped: " + message);
        }
        if (!outcome.equals("ok")) {
            fail(message);
        }
    }

    private void runExample(Path lua, String name, MatchResult example) throws IOException {
        Path work = newFolder();
        Path script = Files.writeString(work.resolve("example.lua"), example.group(1));
        String path = "package.path, package.cpath = [[" + modulePath + "]], ''";

        Output output = Lua.run(work, Map.of(), List.of(lua.toString(), "-e", path, script.toString()), 60);

        assertThat(output).as(name).isEqualTo(new Output(0, example.group(2)));
    }

    private record Module(String name, String file) {}

    private List<Module> modules() throws IOException {
        List<Path> rockspecs = files(folder, ".rockspec");
        assertThat(rockspecs).hasSize(1);
        List<Module> modules = MODULE.matcher(Files.readString(rockspecs.get(0)))
                .results()
                .map(match -> new Module(match.group(1), match.group(2)))
                .toList();
        assertThat(modules).isNotEmpty();
        return modules;
    }

    private static String program(String name) {
        return Lua.find(name).map(Path::toString).orElseGet(() -> abort("skipped: there is no " + name));
    }

    private Path newFolder() {
        try {
            return Files.createTempDirectory(directory, "work");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyRunner(Path file) {
        try (InputStream runner = Objects.requireNonNull(RockTests.class.getResourceAsStream("run.lua"))) {
            Files.copy(runner, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder, String end) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
