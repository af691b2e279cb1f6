// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.ProgramText;
import org.luarium.core.internal.elf.SyscallProgram;

/** Which mounts make the files of a VM. */
class ViewTest {
    private static final Path ROOT = Path.of("/roots/r1");
    private static final Path STAGE = Path.of("/stage");

    @TempDir
    private Path folder;

    private Path link() throws IOException {
        return Files.createDirectories(folder.resolve("link"));
    }

    private List<String> calls(View view) throws IOException {
        SyscallProgram program = new SyscallProgram(Architecture.X86_64, 200);
        view.enter(program, link(), 70_001, 70_002);
        return ProgramText.lines(program, Architecture.X86_64);
    }

    private static List<String> shown(String source, String place, boolean file, boolean executable) {
        List<String> calls = new ArrayList<>();
        if (file) {
            calls.add("try mknodat -100 " + place + " 0100600 0");
        }
        calls.add("mount " + source + " " + place + " - bind -");
        calls.add("mount - " + place + " - ro,nosuid,nodev,noexec,remount,bind -");
        if (executable) {
            calls.add("try mount - " + place + " - ro,nosuid,nodev,remount,bind -");
        }
        return calls;
    }

    @Test
    void isAPreparedRootWhereNothingIsGiven() throws IOException {
        View view = new View(ROOT, List.of("/bin/lua"), STAGE, List.of(), 0, "/", true);

        List<String> expected = new ArrayList<>(List.of(
                "mount - / - rec,private -",
                "mount /roots/r1 /roots/r1 - bind -",
                "mount - /roots/r1 - ro,nosuid,nodev,remount,bind -"));
        expected.addAll(shown(link().toString(), "/roots/r1/link", false, false));
        expected.addAll(List.of("chdir /roots/r1", "pivot_root . .", "umount2 . 2", "chdir /"));
        assertThat(calls(view)).isEqualTo(expected);
    }

    @Test
    void hasAPrivateTmpOfItsUser() throws IOException {
        View view = new View(ROOT, List.of(), STAGE, List.of(), 1, "/", false);

        assertThat(calls(view).get(3))
                .isEqualTo("mount tmpfs /roots/r1/tmp tmpfs nosuid,nodev,noexec"
                        + " size=1,nr_inodes=4096,mode=0700,uid=70001,gid=70002");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void showsWhatIsGivenWhereItIs(boolean executable) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path given = Files.createDirectories(folder.resolve("given"));
        View view = new View(
                ROOT, List.of("/bin/lua", "/boot.lua"), STAGE, List.of(file, given), 9, "/home/me", executable);

        List<String> calls = calls(view);

        List<String> expected = new ArrayList<>(List.of(
                "mount - / - rec,private -",
                "mount tmpfs /stage tmpfs nosuid,nodev size=1m,nr_inodes=4096,mode=0755",
                "mount tmpfs /stage/tmp tmpfs nosuid,nodev,noexec"
                        + " size=9,nr_inodes=4096,mode=0700,uid=70001,gid=70002"));
        for (String made : List.of("/home", "/home/me", "/bin")) {
            expected.add("try mkdirat -100 /stage" + made + " 0755");
        }
        for (int names = 1; names <= given.getNameCount(); names++) {
            expected.add("try mkdirat -100 /stage/" + given.subpath(0, names) + " 0755");
        }
        expected.addAll(shown(file.toString(), "/stage" + file, true, executable));
        expected.addAll(shown(given.toString(), "/stage" + given, false, executable));
        expected.addAll(shown("/roots/r1/bin/lua", "/stage/bin/lua", true, true));
        expected.addAll(shown("/roots/r1/boot.lua", "/stage/boot.lua", true, true));
        expected.addAll(shown(link().toString(), "/stage/link", false, false));
        expected.addAll(List.of(
                "mount - /stage - ro,nosuid,nodev,remount,bind -",
                "chdir /stage",
                "pivot_root . .",
                "umount2 . 2",
                "chdir /home/me"));
        // In which order the two places of every view are made does not matter.
        assertThat(calls.subList(2, 4))
                .containsExactlyInAnyOrder("try mkdirat -100 /stage/link 0755", "try mkdirat -100 /stage/tmp 0755");
        calls.subList(2, 4).clear();
        assertThat(calls).isEqualTo(expected);
    }

    @Test
    void hasNoPrivateTmpOfNoBytes() throws IOException {
        View view = new View(ROOT, List.of(), STAGE, List.of(folder), 0, "/", false);

        assertThat(calls(view))
                .filteredOn(call -> call.startsWith("mount tmpfs"))
                .hasSize(1);
    }
}
