// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.core.internal.process.Folders;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.internal.build.Machine;
import org.luarium.packages.internal.build.Md5;
import org.luarium.packages.spi.Release;
import org.luarium.store.Trust;

/** Rocks for one platform. The native module in them is one that was built here, from a rock with sources. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BuiltRocksTest {
    private static final String PLATFORM = Machine.platform();
    private static final String MANIFEST = "rock_manifest";

    private final TestRepository repository = FixtureRocks.repository("fixtures");
    private TestHome home;
    private byte[] core;
    private int numbers;
    private Machine machine;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no compiler cc");
        Path added = folder.resolve("added");
        LuaHeaders.write(added, "lua5.4", "5.4");
        machine = Machine.of(List.of(added));
        home = new TestHome(folder.resolve("home"), machine, true).with(repository);
        home.environments.create("sources", "5.4");
        core = Files.readAllBytes(
                home.install("sources", "answer").environment().folder().resolve("lib/answer/core.so"));
    }

    @AfterAll
    void close() {
        if (home != null) {
            home.close();
        }
    }

    private static String rockspec(String rock) {
        return TestRepository.rockspec(
                rock, "1-1", "", "modules = { ['answer.core'] = 'core.c', answer = 'answer.lua' }");
    }

    /** The files of a rock as LuaRocks packs it, with a list of them. */
    private Map<String, byte[]> packed(String rock, byte[] library) {
        Map<String, byte[]> files = new TreeMap<>();
        byte[] lua = "return 'built ' .. require('answer.core').answer".getBytes(UTF_8);
        byte[] program = "#!/usr/bin/env lua\nprint(require('answer'))\n".getBytes(UTF_8);
        byte[] spec = rockspec(rock).getBytes(UTF_8);
        files.put("lua/answer.lua", lua);
        files.put("lib/answer/core.so", library);
        files.put("bin/answer", program);
        files.put(rock + "-1-1.rockspec", spec);
        String list = "rock_manifest = { ['" + rock + "-1-1.rockspec'] = '" + Md5.of(spec)
                + "', lua = { ['answer.lua'] = '"
                + Md5.of(lua) + "' }, lib = { answer = { ['core.so'] = '" + Md5.of(core) + "' } }, bin = { answer = '"
                + Md5.of(program) + "' } }";
        files.put(MANIFEST, list.getBytes(UTF_8));
        return files;
    }

    private String offer(String kind, Map<String, byte[]> files, boolean withSources) {
        String rock = "built" + ++numbers;
        Map<String, byte[]> renamed = new TreeMap<>();
        files.forEach((path, content) -> renamed.put(
                path.replace("built0", rock),
                new String(content, ISO_8859_1).replace("built0", rock).getBytes(ISO_8859_1)));
        Map<String, byte[]> artifacts = new TreeMap<>();
        String spec = rockspec(rock);
        if (withSources) {
            artifacts.putAll(TestRepository.source(
                    rock,
                    "1-1",
                    spec,
                    Map.of(
                            "core.c",
                            "#include <lua.h>\nint luaopen_answer_core(lua_State *L)"
                                    + " { lua_pushinteger(L, 7); return 1; }",
                            "answer.lua",
                            "return 'compiled ' .. require('answer.core')")));
        }
        artifacts.put(Release.ROCKSPEC, spec.getBytes(UTF_8));
        artifacts.put(kind, TestRepository.zip(renamed));
        repository.add(rock, "1-1", artifacts);
        home.environments.create(rock, "5.4");
        return rock;
    }

    /** Without sums of what differs by name only. */
    private Map<String, byte[]> files(byte[] library) {
        Map<String, byte[]> files = packed("built0", library);
        files.put(
                MANIFEST,
                new String(files.getOrDefault(MANIFEST, new byte[0]), UTF_8)
                        .replaceFirst("\\['built0-1-1.rockspec'\\] = '[0-9a-f]+', ", "")
                        .getBytes(UTF_8));
        return files;
    }

    @Test
    void takesOneForThisPlatformRatherThanItsSources() {
        String rock = offer(PLATFORM, files(core), true);

        EnvironmentChange change = home.install(rock, rock);
        InstalledRock installed = change.environment().rocks().get(0);

        assertThat(home.run(rock, "return require('answer')")).isEqualTo("built 42");
        assertThat(change.fallbacks()).isEmpty();
        assertThat(installed.artifacts()).containsOnlyKeys(PLATFORM, Release.ROCKSPEC);
        assertThat(home.environments.get(rock).folder().resolve("bin/answer")).isExecutable();
    }

    @Test
    void takesSourcesWhereOneIsForAnotherPlatform() {
        String rock = offer("plan9-mips", files(core), true);

        home.install(rock, rock);

        assertThat(home.run(rock, "return require('answer')")).isEqualTo("compiled 7");
    }

    @Test
    void worksWhereItIsExportedToWithoutTheHomeItIsFrom(@TempDir Path elsewhere) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/lua5.4")), "skipped: there is no lua5.4");
        Path out = elsewhere.resolve("out");
        try (TestHome gone = new TestHome(elsewhere.resolve("gone"), machine, true).with(repository)) {
            gone.environments.create("native", "5.4");
            gone.install("native", "answer");
            gone.environments.export("native", out);
        }
        Folders.delete(elsewhere.resolve("gone"));

        assertThat(elsewhere.resolve("gone")).doesNotExist();
        assertThat(
                        run(
                                out,
                                "lua5.4 -e 'print(require(\"answer.core\").answer, package.searchpath(\"answer.core\", package.cpath))'"))
                .isEqualTo("42\t" + out.resolve("lib/lua/5.4/answer/core.so") + "\n");
    }

    @Test
    void goesFromHomeToHomeWithoutRepository(@TempDir Path elsewhere) throws Exception {
        ByteArrayOutputStream closure = new ByteArrayOutputStream();
        home.store.exportTo(
                home.environments.get("sources").rocks().stream()
                        .map(InstalledRock::object)
                        .toList(),
                closure);
        String lock = home.environments.lock("sources");

        try (TestHome other = new TestHome(elsewhere.resolve("other"), machine, true)) {
            other.store.importFrom(new ByteArrayInputStream(closure.toByteArray()), Trust.anybody());
            other.environments.restore("copy", lock);

            assertThat(other.run("copy", "return require('answer.core').answer"))
                    .isEqualTo("42");
            assertThat(other.environments.verify("copy")).isEmpty();
            assertThat(other.environments.get("copy").folder().resolve("lib/answer/core.so"))
                    .hasBinaryContent(core);
        }
    }

    private static String run(Path folder, String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", ". ./activate\n" + script).directory(folder.toFile());
        builder.redirectErrorStream(true).environment().keySet().removeIf(name -> name.startsWith("LUA"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void saysWhatThereIsWhereNothingFits() {
        String rock = "elsewhere";
        repository.add(rock, "1-1", Map.of("plan9-mips", TestRepository.zip(files(core))));

        assertThatThrownBy(() -> home.install("sources", rock))
                .isInstanceOf(RockBuildException.class)
                .hasMessageContaining("elsewhere 1-1")
                .hasMessageContaining("none for " + PLATFORM + ", only plan9-mips");
    }

    @Test
    void refusesADamagedOneOrBuildsItsSources() {
        byte[] damaged = core.clone();
        damaged[damaged.length / 2] ^= 1;

        refused(damaged, "its file lib/answer/core.so has another MD5 sum");
    }

    @Test
    void refusesOneOfAnotherProcessor() {
        byte[] other = core.clone();
        other[18] = (byte) (other[18] == 8 ? 62 : 8);

        refusedWithoutSums(other, "is for another processor than");
    }

    @Test
    void refusesWhatIsNoLibrary() {
        byte[] text = "not a library".getBytes(UTF_8);

        refusedWithoutSums(text, "is no library of this system, or damaged");
    }

    @Test
    void refusesOneForAnotherLua() {
        byte[] other = replace(core, "lua_setfield", "lua_getfenv\0");

        refusedWithoutSums(other, "needs lua_getfenv, which Lua 5.4 does not have and Lua 5.1 has");
    }

    private static byte[] replace(byte[] bytes, String from, String to) {
        String text = new String(bytes, ISO_8859_1);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(ISO_8859_1);
    }

    private void refusedWithoutSums(byte[] library, String explanation) {
        Map<String, byte[]> files = files(library);
        files.remove(MANIFEST);
        refused(files, explanation);
    }

    private void refused(byte[] library, String explanation) {
        refused(files(library), explanation);
    }

    private void refused(Map<String, byte[]> files, String explanation) {
        String alone = offer(PLATFORM, files, false);
        assertThatThrownBy(() -> home.install(alone, alone))
                .isInstanceOf(RockBuildException.class)
                .hasMessageContaining(alone + " 1-1")
                .hasMessageContaining(explanation)
                .hasMessageContaining("no rock with sources");
        assertThat(home.environments.get(alone).rocks()).isEmpty();

        String both = offer(PLATFORM, files, true);
        EnvironmentChange change = home.install(both, both);
        assertThat(change.environment().rocks().get(0).artifacts()).containsOnlyKeys(Release.SOURCE, Release.ROCKSPEC);
        assertThat(change.fallbacks()).singleElement().satisfies(fallback -> {
            assertThat(fallback.name().text()).isEqualTo(both);
            assertThat(fallback.artifact()).isEqualTo(both + "-1-1." + PLATFORM + ".rock");
            assertThat(fallback.reason()).contains(explanation);
        });
        assertThat(home.run(both, "return require('answer')")).isEqualTo("compiled 7");
    }

    @Test
    void staysWithTheKindThatWasLocked(@TempDir Path elsewhere) throws IOException {
        String rock = "locked";
        Map<String, byte[]> sources = TestRepository.source(
                rock,
                "1-1",
                TestRepository.rockspec(rock, "1-1", "", "modules = { ['locked'] = 'm.lua' }"),
                Map.of("m.lua", "return 'from sources'"));
        repository.add(rock, "1-1", sources);
        home.environments.create(rock, "5.4");
        home.install(rock, rock);
        String lock = home.environments.lock(rock);
        Map<String, byte[]> more = new TreeMap<>(sources);
        more.put(Release.ALL, TestRepository.zip(Map.of("lua/locked.lua", "return 'built'".getBytes(UTF_8))));
        repository.add(rock, "1-1", more);

        try (TestHome other = new TestHome(elsewhere).with(repository)) {
            other.environments.restore("copy", lock);
            assertThat(other.run("copy", "return require('locked')")).isEqualTo("from sources");
        }
    }
}
