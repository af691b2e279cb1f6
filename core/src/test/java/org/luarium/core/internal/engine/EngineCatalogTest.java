// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.EngineInfo.Interrupt;
import org.luarium.vm.EngineInfo.Kind;
import org.luarium.vm.LuaNotFoundException;

@Timeout(60)
final class EngineCatalogTest {
    @TempDir
    private Path folder;

    private final CountingTools tools = new CountingTools();

    private EngineCatalog catalog(String searchPath) {
        return Machine.catalog(folder.resolve("engine"), searchPath, tools);
    }

    private LuaNotFoundException rejection(EngineCatalog catalog, String requested) {
        LuaNotFoundException thrown =
                catchThrowableOfType(LuaNotFoundException.class, () -> catalog.resolve(requested));
        assertThat(thrown).as("resolve(%s)", requested).isNotNull();
        return thrown;
    }

    @ParameterizedTest
    @CsvSource({
        "lua5.1, 5.1, 'Lua 5\\.1\\.\\d+', ONCE",
        "lua5.2, 5.2, 'Lua 5\\.2\\.\\d+', ONCE",
        "lua5.3, 5.3, 'Lua 5\\.3\\.\\d+', ONCE",
        "lua5.4, 5.4, 'Lua 5\\.4\\.\\d+', ONCE",
        "luajit, 5.1, 'LuaJIT 2\\..+', NONE"
    })
    void tellsTheExactVersionOfAnInterpreter(String name, String dialect, String version, Interrupt interrupt)
            throws IOException {
        Path program = Machine.installed(name).toRealPath();

        for (String requested : List.of(name, program.toString())) {
            Engine engine = catalog(Machine.PATH).resolve(requested);

            assertThat(engine.info().version()).matches(version);
            assertThat(engine.info())
                    .returns(requested, EngineInfo::name)
                    .returns(Kind.EXTERNAL, EngineInfo::kind)
                    .returns(dialect, EngineInfo::dialect)
                    .returns(interrupt, EngineInfo::interrupt)
                    .returns(program, info -> info.executable().orElseThrow());
            assertThat(engine.command()).containsExactly(program.toString());
            assertThat(engine.memoryByAddressSpace()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1", "5.2", "5.3", "5.4"})
    void findsAVersion(String version) {
        Machine.installed("lua" + version);

        Engine engine = catalog(Machine.PATH).resolve(version);

        assertThat(engine.info().dialect()).isEqualTo(version);
        assertThat(engine.info().version()).startsWith("Lua " + version + ".");
        assertThat(tools.programs()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"luajit", "jit"})
    void findsLuaJit(String requested) {
        Machine.installed("luajit");

        assertThat(catalog(Machine.PATH).resolve(requested).info().version()).startsWith("LuaJIT 2.");
    }

    @Test
    void takesLuaJitForTheDialectThatItSpeaksWhenThereIsNothingCloser() throws IOException {
        link("luajit", Machine.installed("luajit"));

        assertThat(catalog(bin()).resolve("5.1").info().name()).isEqualTo("luajit");
    }

    @Test
    void takesTheBestAndRunsNothingElse() {
        Machine.installed("lua5.4");

        assertThat(catalog(Machine.PATH).resolve("").info().name()).isEqualTo("lua5.4");
        assertThat(tools.programs()).hasSize(1);
    }

    @Test
    void goesOnWhenTheBestCannotBeUsed() throws IOException {
        Machine.script(folder.resolve("bin/lua5.4"), "exit 1");
        link("lua5.3", Machine.installed("lua5.3"));

        assertThat(catalog(bin()).resolve("").info().name()).isEqualTo("lua5.3");
    }

    @Test
    void looksForTheSameNameInLaterFolders() throws IOException {
        Machine.installed("lua5.4");
        Machine.script(folder.resolve("bin/lua5.4"), "exit 1");

        assertThat(catalog(bin() + ":" + Machine.PATH).resolve("lua5.4").command())
                .containsExactly("/usr/bin/lua5.4");
    }

    @Test
    void neverLooksInTheCurrentFolder() throws IOException {
        assertThat(Files.exists(Path.of("pom.xml"))).isTrue();

        assertThat(new ExternalEngines("::.:relative", cache(), new EngineProber(tools)).find("pom.xml"))
                .isEmpty();
    }

    @Test
    void fallsBackToTheEmbeddedEngineWithoutAnyLua() {
        Engine engine = catalog("").resolve("");

        assertThat(engine.info().kind()).isIn(Kind.EMBEDDED_NATIVE, Kind.EMBEDDED_JVM);
        assertThat(engine.info().version()).isEqualTo(Natives.VERSION);
    }

    @Test
    void takesTheEmbeddedEngineForItsVersion() {
        assertThat(catalog("").resolve("5.4").info().kind()).isNotEqualTo(Kind.EXTERNAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1", "5.2", "5.3", "luajit", "lua", "lua9", "5.5", "no such thing"})
    void saysWhatItLookedForWhenNothingFits(String requested) {
        LuaNotFoundException thrown = rejection(catalog("/nowhere:" + folder), requested);

        assertThat(thrown)
                .hasMessageStartingWith("no Lua found for engine '" + requested + "': not in PATH (/nowhere:" + folder)
                .hasMessageContaining("vm:engines")
                .hasMessageContaining("--engine embedded");
        assertThat(thrown.tried()).isEmpty();
    }

    @Test
    void saysWhatThereIsInsteadOfTheVersion() throws IOException {
        link("lua", Machine.installed("lua5.3"));

        LuaNotFoundException thrown = rejection(catalog(bin()), "5.1");

        assertThat(thrown).hasMessageContaining("lua (/usr/bin/lua5.3) is Lua 5.3.");
        assertThat(thrown.tried()).extracting(EngineInfo::name).containsExactly("lua");
    }

    @Test
    void givesUpOnlyWhenNothingWorksAtAll() throws IOException {
        Path occupied = Files.writeString(folder.resolve("occupied"), "");
        EngineCatalog catalog =
                new EngineCatalog(occupied, Machine.only(occupied, Path.of("/proc/nowhere")), "/nowhere", tools);

        LuaNotFoundException thrown = rejection(catalog, "");

        assertThat(thrown.tried()).extracting(EngineInfo::name).containsExactly("embedded", "embedded-jvm");
        assertThat(thrown)
                .hasMessageContaining(occupied.toString())
                .hasMessageContaining("/proc/nowhere")
                .hasMessageContaining("lua5.4, lua54, lua")
                .hasMessageNotContaining("\n");
    }

    @Test
    void rejectsPathsThatAreNoPrograms() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "print(1)");
        EngineCatalog catalog = catalog(Machine.PATH);

        assertThat(rejection(catalog, folder.resolve("absent").toString())).hasMessageContaining("no such file");
        assertThat(rejection(catalog, folder.toString())).hasMessageContaining("it is a directory");
        assertThat(rejection(catalog, plain.toString())).hasMessageContaining("it is not executable");
        assertThat(rejection(catalog, "/dev/null")).hasMessageContaining("it is not a regular file");
        assertThat(rejection(catalog, "/nul\0/lua")).hasMessageContaining("cannot be the path of a file");
        assertThat(rejection(catalog, "nul\0")).hasMessageContaining("engine 'nul'");
        assertThat(rejection(catalog, "x".repeat(100_000)).getMessage()).hasSizeLessThan(2_000);
        assertThat(tools.programs()).isEmpty();
    }

    @Test
    void listsWhatCanBeUsedFirstAndWhyOthersCannot() throws IOException {
        Machine.installed("lua5.3");
        Machine.script(folder.resolve("bin/lua5.4"), "echo I am not Lua");

        List<EngineInfo> engines = catalog(bin() + ":" + Machine.PATH).list();

        List<Boolean> usable = engines.stream().map(EngineInfo::usable).toList();
        assertThat(usable.lastIndexOf(true)).isLessThan(usable.indexOf(false));
        assertThat(engines)
                .filteredOn(EngineInfo::usable)
                .extracting(EngineInfo::name)
                .contains("lua5.3");
        assertThat(engines.get(engines.size() - 1).rejection()).contains("I am not Lua");
        assertThat(engines).extracting(EngineInfo::name).contains("embedded", "embedded-jvm");
    }

    @Test
    void aListedNameLeadsToTheListedProgram() {
        EngineCatalog catalog = catalog(Machine.PATH);

        for (EngineInfo info : catalog.list()) {
            if (info.usable()) {
                assertThat(catalog.resolve(info.name()).info()).isEqualTo(info);
            }
        }
    }

    @Test
    void looksAgainAfterARefresh() {
        Machine.installed("lua5.4");
        EngineCatalog catalog = catalog(Machine.PATH);
        catalog.resolve("lua5.4");
        catalog.resolve("lua5.4");
        assertThat(tools.programs()).hasSize(1);

        catalog.refresh();
        catalog.resolve("lua5.4");

        assertThat(tools.programs()).hasSize(2);
    }

    @Test
    void noticesAProgramThatWasReplaced() throws IOException {
        Path program = Machine.script(folder.resolve("bin/lua"), "exec /usr/bin/lua5.3 \"$@\"");
        Machine.installed("lua5.3");
        EngineCatalog catalog = catalog(bin());
        assertThat(catalog.resolve("lua").info().dialect()).isEqualTo("5.3");

        Files.delete(program);
        assertThatThrownBy(() -> catalog.resolve("lua")).isInstanceOf(LuaNotFoundException.class);
        Machine.script(program, "exec", "exit 3 # not the same length");

        assertThat(rejection(catalog, "lua")).hasMessageContaining("exit code 3");
    }

    @Test
    void answersFromMemoryWithinTwoMilliseconds() {
        EngineCatalog catalog = catalog(Machine.PATH);
        long[] nanos = new long[200];

        catalog.resolve("");
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            catalog.resolve("");
            nanos[i] = System.nanoTime() - start;
        }

        Arrays.sort(nanos);
        assertThat(Duration.ofNanos(nanos[nanos.length / 2])).isLessThan(Duration.ofMillis(2));
    }

    @Test
    void commandsRunAScriptWithItsArguments() throws Exception {
        Path script = Files.writeString(folder.resolve("ü.lua"), "print(_VERSION, arg[0], ...)");
        EngineCatalog catalog = catalog(Machine.PATH);

        for (EngineInfo info : catalog.list()) {
            if (info.usable()) {
                Engine engine = catalog.resolve(info.name());
                String output = output(engine, script.toString(), "a b", "", "ß");
                assertThat(output).as(info.name()).isEqualTo("Lua " + info.dialect() + "\t" + script + "\ta b\t\tß\n");
            }
        }
    }

    private String output(Engine engine, String... words) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(engine.command().stream(), Stream.of(words))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(engine.variables());
        Process process = builder.start();
        try {
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out);
    }

    private ProbeCache cache() {
        return new ProbeCache(folder.resolve("engine/probes"));
    }

    private String bin() throws IOException {
        return Files.createDirectories(folder.resolve("bin")).toString();
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(Path.of(bin()).resolve(name), target);
    }
}
