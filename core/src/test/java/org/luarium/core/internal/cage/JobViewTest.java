// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.core.internal.cage.Bind.Access;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.ProgramText;
import org.luarium.core.internal.elf.SyscallProgram;

/** Which mounts make the files of a job. */
class JobViewTest {
    private static final Path SKELETON = Path.of("/jobs/\u00e4");
    private static final String TOP = "/jobs/\u00e4";
    private static final String TMP =
            "mount tmpfs " + TOP + "/tmp tmpfs nosuid,nodev" + " size=9,nr_inodes=65536,mode=0700,uid=70001,gid=70002";

    private static final List<String> BEGIN =
            List.of("mount - / - rec,private -", "mount " + TOP + " " + TOP + " - bind -", TMP);
    private static final List<String> END = List.of(
            "mount - " + TOP + " - ro,nosuid,nodev,remount,bind -", "chdir " + TOP, "pivot_root . .", "umount2 . 2");

    private static List<String> calls(boolean linked, boolean processes, Bind... binds) {
        SyscallProgram program = new SyscallProgram(Architecture.X86_64, 100);
        new JobView(SKELETON, List.of(binds), 9, linked, processes)
                .enter(program, Path.of("/run/link"), 70_001, 70_002);
        return ProgramText.lines(program, Architecture.X86_64);
    }

    private static List<String> between(String... calls) {
        List<String> all = new ArrayList<>(BEGIN);
        all.addAll(List.of(calls));
        all.addAll(END);
        return all;
    }

    private static Bind bind(String path, Access access, boolean folder) {
        return new Bind(Path.of(path), access, folder, List.of());
    }

    private static String remount(String place, String flags) {
        return "mount - " + TOP + place + " - " + flags + ",remount,bind -";
    }

    @Test
    void isASkeletonWithAPrivateTmp() {
        assertThat(calls(false, false)).isEqualTo(between());
    }

    @ParameterizedTest
    @CsvSource({"READ, 'ro,nosuid,nodev'", "WRITE, 'nosuid,nodev'"})
    void bindsFoldersAndRunsWhatIsInThem(Access access, String flags) {
        assertThat(calls(false, false, bind("/usr", access, true)))
                .isEqualTo(between(
                        "mount /usr " + TOP + "/usr - bind,rec -",
                        remount("/usr", flags + ",noexec"),
                        "try " + remount("/usr", flags)));
    }

    @Test
    void devicesAreUsedAndNothingInThemRuns() {
        assertThat(calls(false, false, bind("/dev/null", Access.DEVICE, false)))
                .isEqualTo(between(
                        "mount /dev/null " + TOP + "/dev/null - bind,rec -", remount("/dev/null", "ro,nosuid,noexec")));
    }

    @Test
    void restrictsWhatIsMountedBeneathAsWell() {
        Bind bind = new Bind(Path.of("/data"), Access.READ, true, List.of(Path.of("/data/a"), Path.of("/data/b")));

        assertThat(calls(false, false, bind))
                .isEqualTo(between(
                        "mount /data " + TOP + "/data - bind,rec -",
                        remount("/data", "ro,nosuid,nodev,noexec"),
                        "try " + remount("/data", "ro,nosuid,nodev"),
                        remount("/data/a", "ro,nosuid,nodev,noexec"),
                        "try " + remount("/data/a", "ro,nosuid,nodev"),
                        remount("/data/b", "ro,nosuid,nodev,noexec"),
                        "try " + remount("/data/b", "ro,nosuid,nodev")));
    }

    @Test
    void makesPlacesInThePrivateTmp() {
        List<String> calls =
                calls(false, false, bind("/tmp/a/b/f", Access.READ, false), bind("/tmp/a/c", Access.WRITE, true));

        assertThat(calls)
                .isEqualTo(between(
                        "mkdirat -100 " + TOP + "/tmp/a 0755",
                        "mkdirat -100 " + TOP + "/tmp/a/b 0755",
                        "try mknodat -100 " + TOP + "/tmp/a/b/f 0100600 0",
                        "mount /tmp/a/b/f " + TOP + "/tmp/a/b/f - bind,rec -",
                        remount("/tmp/a/b/f", "ro,nosuid,nodev,noexec"),
                        "try " + remount("/tmp/a/b/f", "ro,nosuid,nodev"),
                        "try mkdirat -100 " + TOP + "/tmp/a/c 0755",
                        "mount /tmp/a/c " + TOP + "/tmp/a/c - bind,rec -",
                        remount("/tmp/a/c", "nosuid,nodev,noexec"),
                        "try " + remount("/tmp/a/c", "nosuid,nodev")));
    }

    @Test
    void sharedMemoryIsPrivateWhereSomethingOfTheHostIsInIt() {
        assertThat(calls(false, false, bind("/dev/shm/x", Access.WRITE, true)))
                .contains(TMP.replace("/tmp tmpfs nosuid", "/dev/shm tmpfs nosuid"));
        assertThat(calls(false, false, bind("/dev/shm", Access.WRITE, true)))
                .filteredOn(call -> call.startsWith("mount tmpfs"))
                .containsExactly(TMP);
    }

    @Test
    void seesItsProcessesAndItsLinkIfThatWasSaid() {
        assertThat(calls(true, true))
                .isEqualTo(between(
                        "mount proc " + TOP + "/proc proc ro,nosuid,nodev,noexec subset=pid",
                        "mount /run/link " + TOP + "/link - bind -",
                        remount("/link", "ro,nosuid,nodev,noexec")));
    }

    @ParameterizedTest
    @CsvSource({"/tmp/a, true", "/tmp, false", "/dev/shm/a, true", "/dev/shm, false", "/tmpa, false", "/usr, false"})
    void whatIsInTmpOrSharedMemoryIsPrivate(Path path, boolean expected) {
        assertThat(JobView.isPrivate(path)).isEqualTo(expected);
    }
}
