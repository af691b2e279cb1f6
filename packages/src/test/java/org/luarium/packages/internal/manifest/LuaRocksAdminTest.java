// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.RockName;

class LuaRocksAdminTest {
    private static final String ROCKSPEC = """
            package = "%s"
            version = "%s"
            source = { url = "https://example.invalid/%1$s.tar.gz" }
            description = { summary = "A rock" }
            dependencies = { "%s" }
            build = { type = "builtin", modules = { m = "m.lua" } }
            """;

    @TempDir
    Path folder;

    private void rockspec(String name, String version, String dependency) throws IOException {
        Files.writeString(
                folder.resolve("rocks/" + name.toLowerCase(Locale.ROOT) + "-" + version + ".rockspec"),
                ROCKSPEC.formatted(name, version, dependency));
    }

    private int luarocksAdmin(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("luarocks-admin"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        try {
            return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } finally {
            process.destroyForcibly();
        }
    }

    private boolean isInstalled() throws InterruptedException {
        try {
            return luarocksAdmin("--version") == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void readsWhatLuaRocksWrites() throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "no luarocks-admin: nobody to write a manifest");
        Path rocks = Files.createDirectories(folder.resolve("rocks"));
        rockspec("LuaSocket", "3.0rc1-2", "lua >= 5.1");
        rockspec("say", "1.4.1-3", "lua >= 5.1");
        rockspec("say", "scm-1", "lua >= 5.1");
        rockspec("old", "1.0-1", "lua < 5.2");

        assertThat(luarocksAdmin("make-manifest", "--local-tree", rocks.toString()))
                .as(Files.readString(folder.resolve("log")))
                .isZero();

        Manifest all = manifest(rocks.resolve("manifest"));
        assertThat(all.rocks()).extracting(RockName::text).containsExactly("luasocket", "old", "say");
        assertThat(all.versions(new RockName("say"))).hasToString("{1.4.1-3=[rockspec], scm-1=[rockspec]}");
    }

    private static Manifest manifest(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return Manifest.read(stream, Limits.DEFAULT);
        }
    }
}
