// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.ProgramText;
import org.luarium.core.internal.elf.SyscallProgram;

/** Which system calls a child makes before its program, in which order. */
class CageTest {
    private static final Path LINK = Path.of("/run/link");
    private static final List<String> FIFOS = List.of("in", "out");
    private static final String NO_CORE = "prlimit64 0 4 [0, 0] 0";
    private static final String ENDS_WITH_PARENT = "prctl 1 9 0 0 0";
    private static final byte[] FILTER = SeccompFilter.lua(Architecture.X86_64);

    static List<String> calls(Cage cage, List<String> fifos) {
        SyscallProgram program = new SyscallProgram(Architecture.X86_64, 100);
        cage.enter(program, LINK, fifos);
        return ProgramText.lines(program, Architecture.X86_64);
    }

    @Test
    void evenWithoutBoundsLeavesNoCoreAndEndsWithItsParent() {
        assertThat(calls(Cage.NONE, FIFOS)).containsExactly(NO_CORE, ENDS_WITH_PARENT);
        assertThat(Cage.NONE.namespaces()).isZero();
        assertThat(Cage.NONE.addressSpace()).isEmpty();
        assertThat(Cage.NONE.folder()).isEmpty();
        assertThat(Cage.NONE.hasView()).isFalse();
        assertThat(Cage.NONE.inside(LINK)).isEqualTo("/run/link");
    }

    @Test
    void limitsWhatTheKernelCounts() {
        Cage cage = Cage.builder()
                .limit(Resource.ADDRESS_SPACE, 0x1000_0000L)
                .limit(Resource.CPU, 5)
                .limit(Resource.FILE_SIZE, 1)
                .limit(Resource.PROCESSES, 2)
                .limit(Resource.OPEN_FILES, 3)
                .build();

        assertThat(calls(cage, FIFOS))
                .containsExactly(
                        NO_CORE,
                        "prlimit64 0 0 [5, 5] 0",
                        "prlimit64 0 1 [1, 1] 0",
                        "prlimit64 0 6 [2, 2] 0",
                        "prlimit64 0 7 [3, 3] 0",
                        "prlimit64 0 9 [10000000, 10000000] 0",
                        ENDS_WITH_PARENT);
        assertThat(cage.addressSpace()).hasValue(0x1000_0000L);
    }

    @Test
    void becomesAUserThatOwnsItsFifos() {
        Cage cage = Cage.builder().user(70_001, false).build();

        assertThat(calls(cage, FIFOS))
                .containsExactly(
                        "fchownat -100 /run/link 70001 70001 0",
                        "fchownat -100 /run/link/in 70001 70001 0",
                        "fchownat -100 /run/link/out 70001 70001 0",
                        NO_CORE,
                        "setgroups 0 0",
                        "setresgid 70001 70001 70001",
                        "setresuid 70001 70001 70001",
                        ENDS_WITH_PARENT);
        assertThat(calls(cage, List.of())).noneMatch(call -> call.startsWith("fchownat"));
    }

    @Test
    void mayReadWhatRootMayAndNoMore() {
        Cage cage = Cage.builder().user(70_001, true).build();

        assertThat(calls(cage, List.of()))
                .containsExactly(
                        NO_CORE,
                        "setgroups 0 0",
                        "setresgid 70001 70001 70001",
                        "prctl 8 1 0 0 0",
                        "setresuid 70001 70001 70001",
                        "capset [20080522] [400000004, 4, 0]",
                        "prctl 47 2 2 0 0",
                        ENDS_WITH_PARENT);
    }

    @Test
    void mapsItsUserInAUserNamespaceOnly() {
        Ids ids = new Ids(1000, 1001);
        Cage mapped = Cage.builder()
                .namespaces(Namespace.ALL_BUT_USER | Namespace.USER, ids)
                .build();

        assertThat(calls(mapped, FIFOS))
                .containsExactly(
                        "openat -100 /proc/self/setgroups 0x1 0",
                        "write 3 deny 4",
                        "close 3",
                        "openat -100 /proc/self/uid_map 0x1 0",
                        "write 3 1000 1000 1 11",
                        "close 3",
                        "openat -100 /proc/self/gid_map 0x1 0",
                        "write 3 1001 1001 1 11",
                        "close 3",
                        NO_CORE,
                        ENDS_WITH_PARENT);
        assertThat(mapped.namespaces()).isEqualTo(0x7e02_0000);
        Cage root = Cage.builder().namespaces(Namespace.ALL_BUT_USER, ids).build();
        assertThat(calls(root, FIFOS)).containsExactly(NO_CORE, ENDS_WITH_PARENT);
        assertThat(root.namespaces()).isEqualTo(0x6e02_0000);
    }

    @Test
    void startsInItsFolderWithAnOrdinaryMask() {
        Cage cage = Cage.builder().folder(Path.of("/work")).build();

        assertThat(calls(cage, FIFOS)).containsExactly("chdir /work", "umask 022", NO_CORE, ENDS_WITH_PARENT);
        assertThat(cage.folder()).hasValue(Path.of("/work"));
    }

    /** Each step needs what the next takes away. */
    @Test
    void doesAllInTheRightOrder() {
        Cage cage = everything();

        List<String> calls = calls(cage, FIFOS);

        assertThat(calls).startsWith("openat -100 /proc/self/setgroups 0x1 0");
        int owned = calls.indexOf("fchownat -100 /run/link 70001 70001 0");
        int mounted = calls.indexOf("mount - / - rec,private -");
        int scratch = calls.indexOf(
                "mount tmpfs /root/tmp tmpfs nosuid,nodev,noexec size=4096,nr_inodes=4096,mode=0700,uid=70001,gid=70001");
        int place = calls.indexOf("chdir /work");
        int user = calls.indexOf("setgroups 0 0");
        int parent = calls.indexOf(ENDS_WITH_PARENT);
        int privileges = calls.indexOf("prctl 38 1 0 0 0");
        int landlock = calls.indexOf("landlock_restrict_self 3 0");
        assertThat(List.of(owned, mounted, scratch, place, user, parent, privileges, landlock, calls.size() - 1))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(owned).isEqualTo(9);
        assertThat(calls)
                .endsWith(
                        "prctl 38 1 0 0 0",
                        "seccomp 1 0 " + FILTER.length / 8 + " instructions: " + Arrays.hashCode(FILTER));
        assertThat(cage.hasView()).isTrue();
        assertThat(cage.inside(LINK)).isEqualTo("/link");
    }

    @Test
    void startingFromACageKeepsAllOfIt() {
        Cage cage = everything();

        Cage copy = cage.toBuilder().build();

        assertThat(calls(copy, FIFOS)).isEqualTo(calls(cage, FIFOS));
        assertThat(copy.namespaces()).isEqualTo(cage.namespaces());
    }

    @Test
    void anotherUserChangesTheUserAlone() {
        Cage cage = everything();

        Cage other = cage.withUser(70_002, true);

        assertThat(calls(other, FIFOS))
                .isEqualTo(calls(cage.toBuilder().user(70_002, true).build(), FIFOS))
                .contains("setresuid 70002 70002 70002", "prctl 8 1 0 0 0");
        assertThat(other.namespaces()).isEqualTo(cage.namespaces());
        assertThat(calls(cage.withUser(70_001, false), FIFOS)).isEqualTo(calls(cage, FIFOS));
    }

    @Test
    void keepsItsOwnCopyOfTheFilter() {
        byte[] filter = FILTER.clone();
        Cage cage = Cage.builder().filter(filter).build();
        List<String> before = calls(cage, FIFOS);

        filter[0]++;

        assertThat(calls(cage, FIFOS)).isEqualTo(before);
        assertThat(calls(Cage.builder().filter(filter).filter(null).build(), FIFOS))
                .containsExactly(NO_CORE, ENDS_WITH_PARENT);
    }

    @Test
    void rootIsTheUserZero() {
        assertThat(new Ids(0, 1000).root()).isTrue();
        assertThat(new Ids(1000, 0).root()).isFalse();
    }

    private static Cage everything() {
        return Cage.builder()
                .namespaces(Namespace.ALL_BUT_USER | Namespace.USER, new Ids(1000, 1000))
                .user(70_001, false)
                .limit(Resource.OPEN_FILES, 3)
                .view(new View(Path.of("/root"), List.of("/bin/lua"), Path.of("/stage"), List.of(), 4096, "/", false))
                .folder(Path.of("/work"))
                .landlock(new Landlock(1, List.of(), List.of()))
                .filter(FILTER)
                .build();
    }
}
