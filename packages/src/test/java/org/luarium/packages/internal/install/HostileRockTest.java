// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.packages.InvalidRockspecException;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.spi.Release;

/** Rocks of somebody who means harm, or does not know better. Whatever they do, the environment stays as it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileRockTest {
    private static final String HEAD = "package = 'evil'\nversion = '1-1'\nsource = { url = 'evil.zip' }\n";

    private final TestRepository repository = new TestRepository("test");
    private TestHome home;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        home = new TestHome(folder).with(repository);
        home.environments.create("demo", "5.4");
    }

    @AfterAll
    void close() {
        home.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    while true do end                                      | does not end within 1 s
                    x = ('x'):rep(1e9)                                     | memory
                    t = {} for i = 1, 1e9 do t[i] = {} end                 | evil
                    os.execute('touch /tmp/evil')                          | global 'os'
                    print('x')                                             | global 'print'
                    require('os')                                          | global 'require'
                    x = function() end                                     | is a function
                    x = {} x.x = x                                         | contains itself
                    build = 7                                              | build is a number
                    build = { type = {} }                                  | build.type is a table
                    build = { modules = { ['../x'] = 'x.lua' } }           | not the name of a module
                    build = { modules = { x = '../../etc/passwd' } }       | stay in the folder
                    build = { modules = { x = '/etc/passwd' } }            | stay in the folder
                    build = { modules = { x = { } } }                      | no sources
                    build = { modules = { x = { sources = 'x.c', defines = '-o /x' } } } | not allowed
                    build = { modules = { x = { sources = 'x.c', libraries = '@file' } } } | not allowed
                    build = { install = { etc = { 'x' } } }                | none of lua, lib, bin and conf
                    build = { copy_directories = { '..' } }                | stay in the folder
                    dependencies = { 'say >= ' }                           | a version is expected
                    dependencies = 'say'                                   | has to be a table
                    dependencies = { say = '1' }                           | list of texts
                    package = 'other'                                      | it is that of other
                    package = '../../x'                                    | not the name of a rock
                    version = '2-1'                                        | it is that of evil 2-1
                    version = 1                                            | has to be a text
                    rockspec_format = '99.0'                               | known are
                    error({})                                              | evil
                    this is no Lua                                         | rockspec
                    """)
    void refusesRockspecs(String code, String explanation) {
        repository.add("evil", "1-1", Map.of(Release.ROCKSPEC, (HEAD + code).getBytes(UTF_8)));

        assertThatThrownBy(() -> home.install("demo", "evil"))
                .isInstanceOf(InvalidRockspecException.class)
                .hasMessageContaining("evil 1-1")
                .hasMessageContaining(explanation);
        assertUnchanged();
    }

    @Test
    void refusesCompiledRockspecs() {
        byte[] compiled =
                home.result("demo", "return 1").success() ? new byte[] {27, 'L', 'u', 'a', 0x54} : new byte[0];
        repository.add("evil", "1-1", Map.of(Release.ROCKSPEC, compiled));

        assertThatThrownBy(() -> home.install("demo", "evil"))
                .isInstanceOf(InvalidRockspecException.class)
                .hasMessageContaining("it is compiled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"string", "io", "package", "luarium", "luarium.core", "socket.core", "jit.util", "ffi"})
    void k16RefusesModulesThatBelongToOthers(String module) {
        repository.lua("evil", "1-1", "", module, "return {}");

        refused("would take the place of one that belongs to Lua");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    modules = { x = 'missing.lua' }                     | no file 'missing.lua'
                    modules = { a = 'src/m.lua', A = 'src/m.lua' }      | differ in case only
                    type = 'magic'                                      | 'magic' is not supported
                    install = { bin = { ['../x'] = 'src/m.lua' } }      | leads outside
                    install = { bin = { 'src' } }                       | no file 'src'
                    copy_directories = { 'lua' }                        | belongs to the layout
                    """)
    void refusesBuilds(String build, String explanation) {
        String rockspec = TestRepository.rockspec("evil", "1-1", "", build);
        repository.add("evil", "1-1", TestRepository.source("evil", "1-1", rockspec, Map.of("src/m.lua", "return 1")));

        refused(explanation);
    }

    @Test
    void refusesArchivesThatLeadOut() {
        byte[] spec = TestRepository.rockspec("evil", "1-1", "", "modules = {}").getBytes(UTF_8);
        repository.add(
                "evil", "1-1", Map.of(Release.ALL, TestRepository.zip(Map.of("../x", spec)), Release.ROCKSPEC, spec));
        refused("leads outside");

        repository.add("evil", "1-1", Map.of(Release.ALL, new byte[100], Release.ROCKSPEC, spec));
        refused("neither tar, tar.gz nor zip");

        repository.add(
                "evil",
                "1-1",
                Map.of(Release.ALL, TestRepository.zip(Map.of("lib/x.so", spec)), Release.ROCKSPEC, spec));
        refused("has native code");
    }

    @Test
    void refusesLinks() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry file = new TarArchiveEntry("top/real.lua");
            file.setSize(0);
            tar.putArchiveEntry(file);
            tar.closeArchiveEntry();
            TarArchiveEntry link = new TarArchiveEntry("top/m.lua", TarConstants.LF_SYMLINK);
            link.setLinkName("real.lua");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        String spec = HEAD.replace("evil.zip", "evil.tar") + "build = { modules = { m = 'm.lua' } }";
        repository.add("evil", "1-1", Map.of(Release.ROCKSPEC, spec.getBytes(UTF_8), "evil.tar", bytes.toByteArray()));

        refused("'m.lua' of its sources is a link");
    }

    @Test
    void readsNoFilesOfThisMachineForARockspec() {
        String spec = HEAD.replace("evil.zip", "file:///etc/passwd");
        repository.add("evil", "1-1", Map.of(Release.ROCKSPEC, spec.getBytes(UTF_8)));

        refused("which is not in repository test");
    }

    private void refused(String explanation) {
        assertThatThrownBy(() -> home.install("demo", "evil"))
                .isInstanceOf(RockBuildException.class)
                .hasMessageContaining("evil")
                .hasMessageContaining(explanation);
        assertUnchanged();
    }

    private void assertUnchanged() {
        assertThat(home.environments.get("demo").generation().number()).isEqualTo(1);
        assertThat(home.root.resolve("demo").toFile().list()).containsExactly("1");
        assertThat(home.vms.list()).isEmpty();
    }
}
