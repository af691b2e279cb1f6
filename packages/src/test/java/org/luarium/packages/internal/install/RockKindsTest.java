// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.RockInfo;
import org.luarium.packages.RockName;
import org.luarium.packages.spi.Release;

/** The shapes that honest rocks have. */
final class RockKindsTest {
    @TempDir
    Path folder;

    private TestHome home;
    private final TestRepository repository = new TestRepository("test");

    @BeforeEach
    void open() throws IOException {
        home = new TestHome(folder).with(repository);
        home.environments.create("demo", "5.3");
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void takesWhatRockspecsComputeAndSayForPlatforms() {
        String rockspec = """
                #!/usr/bin/env lua
                local name, v = "kinds", "1.2"
                package = name
                version = v .. "-1"
                description = { summary = ("%s of rocks"):format("Kinds"), license = "MIT" }
                source = { url = "git+https://example.org/" .. name .. ".git" }
                build = {
                  type = "builtin",
                  modules = { kinds = "none.lua" },
                  platforms = {
                    unix = { modules = { kinds = "unix.lua" } },
                    linux = { modules = { kinds = "linux.lua", ["kinds.sub"] = "sub/init.lua" } },
                    windows = { modules = { kinds = "windows.lua" } },
                  },
                  install = { bin = { tool = "tool.sh" }, conf = { "kinds.conf" }, lua = { ["kinds.more"] = "more.lua" } },
                  copy_directories = { "doc" },
                }
                """;
        byte[] spec = rockspec.getBytes(UTF_8);
        Map<String, byte[]> files = Map.of(
                "kinds-1.2-1.rockspec", spec,
                "kinds/linux.lua", "return 'linux'".getBytes(UTF_8),
                "kinds/sub/init.lua", "return 'sub'".getBytes(UTF_8),
                "kinds/more.lua", "return 'more'".getBytes(UTF_8),
                "kinds/tool.sh", "#!/bin/sh\n".getBytes(UTF_8),
                "kinds/kinds.conf", new byte[0],
                "kinds/doc/read.me", new byte[0]);
        repository.add("kinds", "1.2-1", Map.of(Release.SOURCE, TestRepository.zip(files)));

        Path environment = home.install("demo", "kinds").environment().folder();
        assertThat(home.run("demo", "return require('kinds') .. require('kinds.sub') .. require('kinds.more')"))
                .isEqualTo("linuxsubmore");
        assertThat(environment.resolve("share/kinds/sub/init.lua")).isRegularFile();
        assertThat(Files.isExecutable(environment.resolve("bin/tool"))).isTrue();
        RockInfo info = home.packages.info(new RockName("kinds")).orElseThrow();
        assertThat(info.summary()).isEqualTo("Kinds of rocks");
        assertThat(info.licence()).isEqualTo("MIT");
        assertThat(home.packages.search("IND")).hasSize(1);
    }

    @Test
    void takesRocksThatWereBuiltElsewhere() {
        byte[] spec =
                TestRepository.rockspec("built", "1-1", "", "modules = {}").getBytes(UTF_8);
        repository.add(
                "built",
                "1-1",
                Map.of(
                        Release.ALL,
                        TestRepository.zip(Map.of(
                                "built-1-1.rockspec",
                                spec,
                                "rock_manifest",
                                new byte[0],
                                "lua/built/init.lua",
                                "return 'built'".getBytes(UTF_8)))));

        home.install("demo", "built");
        assertThat(home.run("demo", "return require('built')")).isEqualTo("built");
    }

    @Test
    void takesSourcesBesideTheRockspec(@TempDir Path files) throws IOException {
        byte[] archive = TestRepository.zip(Map.of("near-1/near.lua", "return 'near'".getBytes(UTF_8)));
        String spec =
                "package = 'near' version = '1-1' source = { url = '%s' } build = { type = 'builtin', modules = { near = 'near.lua' } }";
        repository.add(
                "near",
                "1-1",
                Map.of(Release.ROCKSPEC, spec.formatted("near-1.zip").getBytes(UTF_8), "near-1.zip", archive));
        home.install("demo", "near");
        assertThat(home.run("demo", "return require('near')")).isEqualTo("near");

        Path file = Files.write(files.resolve("near-1.zip"), archive);
        TestRepository local = new TestRepository("local");
        local.location = files.toUri().toString();
        local.add(
                "far",
                "1-1",
                Map.of(
                        Release.ROCKSPEC,
                        spec.replace("package = 'near'", "package = 'far'")
                                .formatted(file.toUri())
                                .getBytes(UTF_8)));
        home.environments.create("other", "5.3");
        home.with(local).install("other", "far");
        assertThat(home.run("other", "return require('near')")).isEqualTo("near");
    }

    @Test
    void appliesPatches() {
        String patch = """
                --- a/m.lua
                +++ b/m.lua
                @@ -1 +1 @@
                -return 'old'
                +return 'new'
                """;
        String build = "modules = { fixed = 'm.lua' }, patches = { ['a.patch'] = [[\n" + patch + "]] }";
        String spec = TestRepository.rockspec("fixed", "1-1", "", build);
        repository.add("fixed", "1-1", TestRepository.source("fixed", "1-1", spec, Map.of("m.lua", "return 'old'\n")));

        home.install("demo", "fixed");
        assertThat(home.run("demo", "return require('fixed')")).isEqualTo("new");
    }

    @Test
    void keepsRocksThatNeedEachOther() {
        repository.lua("one", "1-1", "'two'", "one", "return 1");
        repository.lua("two", "1-1", "'one'", "two", "return require('one') + 1");

        home.install("demo", "one");
        assertThat(home.run("demo", "return require('two')")).isEqualTo("2");
    }
}
