// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ElfFileTest {
    private byte[] library;

    @BeforeAll
    void compile(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no compiler cc");
        Path source = Files.writeString(folder.resolve("m.c"), """
                extern int lua_gettop(void *L);
                extern double cos(double);
                int luaopen_m(void *L) { return lua_gettop(L) + (int) cos((double) lua_gettop(L)); }
                """);
        Path file = folder.resolve("m.so");
        Process process = new ProcessBuilder(
                        "cc", "-shared", "-fPIC", "-o", file.toString(), source.toString(), "-Wl,--no-as-needed", "-lm")
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        library = Files.readAllBytes(file);
    }

    @Test
    void readsWhatALibraryNeeds() {
        ElfFile file = ElfFile.read(library).orElseThrow();

        assertThat(file.isLibrary()).isTrue();
        assertThat(file.bits()).isEqualTo(64);
        assertThat(file.undefined()).contains("lua_gettop", "cos").doesNotContain("luaopen_m");
        assertThat(file.needed()).contains("libm.so.6");
    }

    @Test
    void readsNothingOfOtherFiles() {
        assertThat(ElfFile.read(new byte[0])).isEmpty();
        assertThat(ElfFile.read(new byte[4096])).isEmpty();
        assertThat(ElfFile.read(Arrays.copyOf(library, 63))).isEmpty();
        assertThat(ElfFile.read(Arrays.copyOf(library, library.length / 2))).isEmpty();
    }

    @Test
    void survivesEveryDamage() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int readable = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = library.clone();
            for (int i = 0; i < 20; i++) {
                // The headers and the table of sections at the end are what leads to the rest
                int at = random.nextBoolean() ? random.nextInt(64) : damaged.length - 1 - random.nextInt(2048);
                damaged[at] = (byte) random.nextInt();
            }
            Optional<ElfFile> file = ElfFile.read(damaged);
            readable += file.isPresent() ? 1 : 0;
        }
        assertThat(readable).as("seed %d", seed).isLessThan(3000);
    }

    @Test
    void tellsTheLuaOfFunctions() {
        assertThat(LuaInterface.misfit("5.4", List.of("lua_gettop", "luaL_checkversion_", "malloc")))
                .isEmpty();
        assertThat(LuaInterface.misfit("5.3", List.of("lua_newuserdatauv")))
                .contains("needs lua_newuserdatauv, which Lua 5.3 does not have and Lua 5.4 has");
        assertThat(LuaInterface.misfit("5.4", List.of("lua_newuserdata"))).isPresent();
        assertThat(LuaInterface.misfit("5.1", List.of("luaL_setfuncs"))).isEmpty();
        assertThat(LuaInterface.misfit("5.2", List.of("lua_nonsense")))
                .contains("needs lua_nonsense, which Lua 5.2 does not have");
    }
}
