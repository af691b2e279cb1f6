// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.ProgramText;
import org.luarium.core.internal.elf.SyscallProgram;

class LandlockTest {
    @TempDir
    private Path folder;

    private static List<String> calls(Landlock landlock) {
        SyscallProgram program = new SyscallProgram(Architecture.AARCH64, 100);
        landlock.enter(program, Path.of("/run/link"), 7);
        return ProgramText.lines(program, Architecture.AARCH64);
    }

    /** What is handled is refused unless allowed; the size of the attributes is that of the version. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|[1fff, 0, 0] 8 0",
                "2|[3fff, 0, 0] 8 0",
                "3|[7fff, 0, 0] 8 0",
                "4|[7fff, 3, 0] 16 0",
                "5|[ffff, 3, 0] 16 0",
                "6|[ffff, 3, 3] 24 0",
                "7|[ffff, 3, 3] 24 0"
            })
    void refusesWhatItsVersionKnows(int version, String attributes) {
        assertThat(calls(new Landlock(version, List.of(), List.of())))
                .containsExactly(
                        "landlock_create_ruleset " + attributes,
                        "openat -100 /run/link 0x280000 0",
                        "landlock_add_rule 7 1 [6, 8] 0",
                        "close 8",
                        "landlock_restrict_self 7 0",
                        "close 7");
    }

    @Test
    void filesAreExecutedOrReadAndFoldersListed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(calls(new Landlock(1, List.of(file), List.of(file, folder))))
                .containsSubsequence(
                        "openat -100 " + file + " 0x280000 0",
                        "landlock_add_rule 7 1 [5, 8] 0",
                        "close 8",
                        "openat -100 " + file + " 0x280000 0",
                        "landlock_add_rule 7 1 [4, 8] 0",
                        "close 8",
                        "openat -100 " + folder + " 0x280000 0",
                        "landlock_add_rule 7 1 [c, 8] 0",
                        "close 8");
    }

    @ParameterizedTest
    @CsvSource({"1, 17bf", "2, 37bf", "3, 77bf", "6, 77bf"})
    void aJobWritesItsFoldersButMakesNoDevices(int version, String access) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path device = Path.of("/dev/null");
        Landlock.Job job = new Landlock.Job(List.of(file, folder), List.of(folder), List.of(device), false, false);

        List<String> calls = calls(new Landlock(version, List.of(), List.of(), job));

        assertThat(calls.subList(1, calls.size()))
                .containsExactly(
                        "openat -100 " + file + " 0x280000 0",
                        "landlock_add_rule 7 1 [5, 8] 0",
                        "close 8",
                        "openat -100 " + folder + " 0x280000 0",
                        "landlock_add_rule 7 1 [d, 8] 0",
                        "close 8",
                        "openat -100 " + folder + " 0x280000 0",
                        "landlock_add_rule 7 1 [" + access + ", 8] 0",
                        "close 8",
                        "openat -100 /dev/null 0x280000 0",
                        "landlock_add_rule 7 1 [6, 8] 0",
                        "close 8",
                        "landlock_restrict_self 7 0",
                        "close 7");
    }

    @Test
    void aJobHasALinkAndANetworkIfThatWasSaid() {
        Landlock.Job linked = new Landlock.Job(List.of(), List.of(), List.of(), true, true);
        Landlock.Job alone = new Landlock.Job(List.of(), List.of(), List.of(), false, false);

        assertThat(calls(new Landlock(4, List.of(), List.of(), linked)))
                .contains("landlock_create_ruleset [7fff, 0, 0] 16 0", "openat -100 /run/link 0x280000 0");
        assertThat(calls(new Landlock(4, List.of(), List.of(), alone)))
                .containsExactly("landlock_create_ruleset [7fff, 3, 0] 16 0", "landlock_restrict_self 7 0", "close 7");
    }
}
