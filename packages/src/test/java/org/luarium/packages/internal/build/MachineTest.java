// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MachineTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"lib/libx.so", "lib/libx.a", "lib64/libx.so", "lib/libx.so.3"})
    void findsLibrariesByTheNamesThatLinkersTake(String file) throws IOException {
        Path library = folder.resolve(file);
        Files.createDirectories(library.getParent());
        Files.createFile(library);
        Machine machine = new Machine(List.of(), List.of(folder.resolve("empty"), folder));

        assertThat(machine.library("x").map(Machine.Found::file)).contains(library);
        assertThat(machine.library("y")).isEmpty();
        assertThat(machine.library(String.valueOf(library.getFileName())).map(Machine.Found::root))
                .contains(folder);
    }

    @Test
    void looksAtAddedFoldersFirst() throws IOException {
        Path header = Files.createDirectories(folder.resolve("include/sub")).resolve("x.h");
        Files.createFile(header);
        Files.createFile(folder.resolve("include/stdio.h"));
        Machine machine = Machine.of(List.of(folder));

        assertThat(machine.header("sub/x.h").map(Machine.Found::folder)).contains(folder.resolve("include"));
        assertThat(machine.header("stdio.h").map(Machine.Found::isOfSystem)).contains(false);
        assertThat(machine.header("../include/no.h")).isEqualTo(Optional.empty());
    }

    @Test
    void callsThisPlatformAsLuaRocksDoes() {
        assertThat(Machine.platform()).matches("[a-z0-9]+-[a-z0-9_]+").doesNotContain("amd64");
    }
}
