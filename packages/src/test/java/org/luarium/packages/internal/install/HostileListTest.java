// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.Profile;
import org.luarium.packages.ModuleConflictException;
import org.luarium.packages.NativeModuleException;
import org.luarium.packages.PackagesException;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockSyntaxException;
import org.luarium.packages.RockVersion;
import org.luarium.packages.UnresolvableException;
import org.luarium.packages.internal.build.Machine;
import org.luarium.packages.spi.Release;

/** The attacks on package managers that are listed as K1 to K22, as far as no other test is named after them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileListTest {
    private static final String HEAD = "package = 'evil' version = '1-1' source = { url = 'evil.tar' } ";

    private final TestRepository repository = FixtureRocks.repository("fixtures");
    private Path folder;
    private TestHome home;

    @BeforeAll
    void open(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Path added = folder.resolve("added");
        LuaHeaders.write(added, "lua5.4", "5.4");
        home = new TestHome(folder.resolve("home"), Machine.of(List.of(added)), true).with(repository);
        home.environments.create("demo", "5.4");
    }

    @AfterAll
    void close() {
        home.close();
    }

    /** Puts entries into an archive. */
    private interface Entries {
        void put(TarArchiveOutputStream tar) throws IOException;
    }

    private static byte[] tar(Entries entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            entries.put(tar);
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, int mode, String text) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(text.getBytes(UTF_8).length);
        tar.putArchiveEntry(entry);
        tar.write(text.getBytes(UTF_8));
        tar.closeArchiveEntry();
    }

    private void offer(String build, byte[] archive) {
        String spec = HEAD + "build = { type = 'builtin', " + build + " }";
        repository.add("evil", "1-1", Map.of(Release.ROCKSPEC, spec.getBytes(UTF_8), "evil.tar", archive));
    }

    private void refused(String explanation) {
        assertThatThrownBy(() -> home.install("demo", "evil"))
                .isInstanceOf(RockBuildException.class)
                .hasMessageContaining("evil")
                .hasMessageContaining(explanation);
        assertThat(home.environments.get("demo").rocks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_FIFO, TarConstants.LF_CHR, TarConstants.LF_BLK})
    void k03RefusesDevicesAndFifos(byte kind) throws IOException {
        offer("modules = { m = 'm.lua' }", tar(tar -> {
            file(tar, "top/m.lua", 0644, "return 1");
            tar.putArchiveEntry(new TarArchiveEntry("top/device", kind));
            tar.closeArchiveEntry();
        }));

        refused("top/device");
    }

    @Test
    void k03KeepsNoModesButThatOfPrograms() throws IOException {
        offer("modules = { m = 'm.lua' }, install = { bin = { 'p' } }, copy_directories = { 'd' }", tar(tar -> {
            file(tar, "top/m.lua", 06777, "return 1");
            file(tar, "top/p", 07777, "#!/bin/sh\n");
            file(tar, "top/d/x", 02666, "x");
        }));
        home.environments.create("modes", "5.4");

        Path environment = home.install("modes", "evil").environment().folder();

        assertThat(modes(environment.resolve("share/m.lua"))).isEqualTo(0444);
        assertThat(modes(environment.resolve("bin/p"))).isEqualTo(0555);
    }

    private static int modes(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    @Test
    void k05RefusesTwinsThatDifferInNormalFormOnly() throws IOException {
        offer("copy_directories = { 'd' }", tar(tar -> {
            file(tar, "top/d/\u00e9", 0644, "composed");
            file(tar, "top/d/e\u0301", 0644, "decomposed");
        }));

        refused("differ in case only");
    }

    @Test
    void k05RefusesANameThatIsThereTwice() throws IOException {
        offer("modules = { m = 'm.lua' }", tar(tar -> {
            file(tar, "top/m.lua", 0644, "return 'good'");
            file(tar, "top/m.lua", 0644, "return 'evil'");
        }));

        refused("top/m.lua");
    }

    @Test
    void k05RefusesNamesThatAreTooLongOrTooDeep() throws IOException {
        offer("modules = { m = 'm.lua' }", tar(tar -> file(tar, "top/" + "x".repeat(300), 0644, "")));
        refused("evil");

        offer("modules = { m = 'm.lua' }", tar(tar -> file(tar, "d/".repeat(5000) + "m.lua", 0644, "")));
        refused("evil");

        offer("modules = { ['" + "a.".repeat(500) + "m'] = 'm.lua' }", tar(tar -> file(tar, "m.lua", 0644, "")));
        assertThatThrownBy(() -> home.install("demo", "evil"))
                .isInstanceOf(PackagesException.class)
                .hasMessageContaining("the rockspec of evil 1-1 cannot be used: 'a.a.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s\u0430y", "say\u200b", "SAY!", "..", "-rf", "\uff53ay", ""})
    void k08TakesNoNamesThatLookLikeOthers(String name) {
        assertThatThrownBy(() -> new RockName(name)).isInstanceOf(RockSyntaxException.class);
        assertThatThrownBy(() -> home.install("demo", name)).isInstanceOf(RockSyntaxException.class);
    }

    @Test
    void k10EndsWhereVersionsAreMany() {
        TestRepository many = new TestRepository("many");
        IntStream.range(0, 100_000).forEach(i -> many.add("many", i + ".0-1", Map.of()));
        home.with(many);
        long begin = System.nanoTime();

        assertThatThrownBy(() -> home.install("demo", "many > 100000"))
                .isInstanceOf(UnresolvableException.class)
                .hasMessageContaining("many");
        home.repositories.take(many);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void k10TakesVersionsOfAnySize() {
        assertThat(RockVersion.of("1e999-1")).isNotEqualTo(RockVersion.of("1e998-1"));
        assertThatThrownBy(() -> home.install("demo", "hello >= 1e999"))
                .isInstanceOf(UnresolvableException.class)
                .hasMessageContaining("hello");
        assertThatThrownBy(() -> home.install("demo", "hello >= " + "9".repeat(60)))
                .isInstanceOf(PackagesException.class)
                .hasMessageContaining("999");
    }

    @Test
    void k10EndsWhereRocksNeedEachOtherInACircleThatCannotBe() {
        repository.lua("circle-a", "1-1", "'circle-b >= 2'", "circle.a", "return 1");
        repository.lua("circle-b", "1-1", "'circle-a'", "circle.b", "return 1");
        repository.lua("circle-b", "2-1", "'circle-a >= 2'", "circle.b", "return 1");

        assertThatThrownBy(() -> home.install("demo", "circle-a"))
                .isInstanceOf(UnresolvableException.class)
                .hasMessageContaining("circle-a")
                .hasMessageContaining("circle-b");
    }

    @Test
    void k16LetsNoLuaModuleTakeThePlaceOfANativeOneOfAnotherRock() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no compiler cc");
        repository.lua("shadow", "1-1", "", "answer.core", "return { answer = 'evil' }");

        assertThatThrownBy(() -> home.install("demo", "answer", "shadow"))
                .isInstanceOf(ModuleConflictException.class)
                .hasMessageContaining("answer.core");
    }

    @Test
    void k17KeepsNativeModulesOutOfEnvironmentsForProfilesWithoutThem() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no compiler cc");
        home.environments.create("strict", "5.4", Profile.UNTRUSTED);
        home.install("strict", "hello");

        assertThatThrownBy(() -> home.install("strict", "answer"))
                .isInstanceOfSatisfying(NativeModuleException.class, e -> {
                    assertThat(e.environment()).isEqualTo("strict");
                    assertThat(e.rock()).isEqualTo("answer 1.0-1");
                });
        assertThat(home.environments.get("strict").rocks()).hasSize(1);
        home.environments.create("loose", "5.4");
        home.install("loose", "answer");
        String lock = home.environments.lock("loose");
        assertThatThrownBy(() -> home.environments.restore("strict", lock)).isInstanceOf(NativeModuleException.class);
        assertThat(home.environments
                        .restore("copy", home.environments.lock("strict"))
                        .rocks())
                .hasSize(1);
        assertThatThrownBy(() -> home.install("copy", "answer")).isInstanceOf(NativeModuleException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "$(touch x)", "a;b", "a\u0000b", "a/b", "\u001b[31m", "`id`"})
    void k18TakesNoNamesThatMeanSomethingElsewhere(String name) {
        assertThatThrownBy(() -> home.install("demo", name)).isInstanceOf(RockSyntaxException.class);
        assertThatThrownBy(() -> home.environments.create(name, "5.4")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void k19SaysNothingInErrorsThatHarmsATerminal() {
        String bad = "\\27]0;evil\\7\\27[2J\\r<b>";
        for (String build : List.of(
                "modules = { ['" + bad + "'] = 'm.lua' }",
                "modules = { m = '" + bad + "' }",
                "type = '" + bad + "'",
                "install = { ['" + bad + "'] = { 'x' } }")) {
            offer(build, new byte[0]);
            assertThatThrownBy(() -> home.install("demo", "evil"))
                    .isInstanceOf(PackagesException.class)
                    .satisfies(e ->
                            assertThat(String.valueOf(e.getMessage()).chars()).noneMatch(c -> c < ' ' || c == 0x7f));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cd .. && mv sources gone && ln -s / sources",
                "cd ../.. && mv scratch gone && ln -s / scratch",
                "rm -r $(PREFIX) && ln -s /usr $(PREFIX)",
                "ln -s /etc $out/conf",
                "mv $out $out-gone && ln -s /etc $out",
                "ln -s /etc/hostname $(LUADIR)/x.lua",
                "rm -r $(LUADIR) && ln -s /etc $(LUADIR) && touch $(BINDIR)/x && ln -s /etc/hostname $(BINDIR)/y",
            })
    void k21FollowsNoLinksThatABuildHasPlanted(String command) throws IOException {
        String spec = HEAD + "build = { type = 'command', install = { conf = { 'etc/hostname' } }, build_command = '"
                + command + "' }";
        Map<String, byte[]> files = new TreeMap<>();
        files.put(Release.ROCKSPEC, spec.getBytes(UTF_8));
        files.put("evil.tar", tar(tar -> file(tar, "top/etc/hostname", 0644, "of the rock")));
        repository.add("evil", "1-1", files);

        refused("link");
        assertThat(Path.of("/etc/conf")).doesNotExist();
    }

    @Test
    void k21LetsNobodyElseWriteWhereThingsAreMade() throws IOException {
        home.environments.create("private", "5.4");
        home.install("private", "greetings");

        try (Stream<Path> all = Files.walk(folder.resolve("home"))) {
            Map<String, String> open = new TreeMap<>();
            all.filter(path -> !Files.isSymbolicLink(path)).forEach(path -> {
                try {
                    var permissions = Files.getPosixFilePermissions(path);
                    if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                            || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
                        open.put(path.toString(), PosixFilePermissions.toString(permissions));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(open).isEmpty();
        }
    }
}
