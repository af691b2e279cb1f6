// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.core.internal.elf.Architecture;

/** The decisions of the filters, for both architectures on any machine. */
final class SeccompFilterTest {
    private static final int ALLOW = 0x7fff_0000;
    private static final int KILL_PROCESS = 0x8000_0000;
    private static final int EPERM = 0x0005_0001;
    private static final int ENOTTY = 0x0005_0019;
    private static final int ENOSYS = 0x0005_0026;

    private static final int AUDIT_ARCH_X86_64 = 0xC000_003E;
    private static final int AUDIT_ARCH_I386 = 0x4000_0003;
    private static final int AUDIT_ARCH_AARCH64 = 0xC000_00B7;
    private static final int AUDIT_ARCH_ARM = 0x4000_0028;
    private static final int X32 = 0x4000_0000;

    private static final int HIGHEST_TRIED = 1023;
    private static final int MOST_STEPS = 17;
    private static final int MOST_INSTRUCTIONS = 112;

    /* On purpose not shared with the code: who lets Lua do more has to say so twice. */
    private static final String LUA_MAY = """
            brk mmap mprotect mremap munmap madvise
            read write readv writev pread64 pwrite64 lseek close dup dup2 dup3 ftruncate fsync fdatasync flock
            open openat creat stat lstat fstat newfstatat statx access faccessat faccessat2 readlink readlinkat getcwd
            chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat
            getdents getdents64 truncate utimensat utime utimes
            rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall
            set_robust_list set_tid_address rseq getrlimit getrandom
            gettid getpid getuid geteuid getgid getegid uname sysinfo
            clock_gettime clock_getres gettimeofday time times getrusage
            nanosleep clock_nanosleep select pselect6 poll ppoll
            execve exit exit_group
            fcntl futex prlimit64
            """;

    private static final String NOBODY_MAY = """
            mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr
            unshare setns
            ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_getfd
            move_pages migrate_pages
            bpf perf_event_open add_key request_key keyctl io_uring_setup io_uring_enter io_uring_register userfaultfd
            kexec_load kexec_file_load init_module finit_module delete_module reboot syslog
            open_by_handle_at quotactl quotactl_fd acct swapon swapoff fanotify_init
            settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname
            iopl ioperm modify_ldt personality uselib vhangup
            """;

    private record General(Architecture architecture, boolean network, boolean processes) {
        byte[] filter() {
            return SeccompFilter.general(architecture, network, processes);
        }
    }

    static Stream<General> generals() {
        return Stream.of(Architecture.values())
                .flatMap(architecture -> Stream.of(
                        new General(architecture, false, false),
                        new General(architecture, false, true),
                        new General(architecture, true, false),
                        new General(architecture, true, true)));
    }

    @ParameterizedTest
    @EnumSource
    void luaMayWhatIsListedAndNothingElse(Architecture architecture) {
        BpfMachine lua = machine(architecture, SeccompFilter.lua(architecture));
        Map<Integer, Integer> expected = new HashMap<>();
        decide(expected, architecture, LUA_MAY, ALLOW);
        decide(expected, architecture, "ioctl", ENOTTY);
        decide(expected, architecture, "clone3", ENOSYS);

        for (int number = 0; number <= HIGHEST_TRIED; number++) {
            assertThat(lua.run(number).verdict())
                    .as("call %s", number)
                    .isEqualTo(expected.getOrDefault(number, number > LinuxCall.NEWEST ? ENOSYS : EPERM));
        }
    }

    @ParameterizedTest
    @MethodSource("generals")
    void othersMayWhatIsNotListed(General general) {
        Architecture architecture = general.architecture();
        BpfMachine machine = machine(architecture, general.filter());
        Map<Integer, Integer> expected = new HashMap<>();
        decide(expected, architecture, NOBODY_MAY, EPERM);
        decide(expected, architecture, "clone3", ENOSYS);
        decide(expected, architecture, "socket socketpair", EPERM);
        decide(expected, architecture, "fork vfork clone", general.processes() ? ALLOW : EPERM);

        for (int number = 0; number <= HIGHEST_TRIED; number++) {
            assertThat(machine.run(number).verdict())
                    .as("call %s", number)
                    .isEqualTo(expected.getOrDefault(number, number > LinuxCall.NEWEST ? ENOSYS : ALLOW));
        }
    }

    @ParameterizedTest
    @EnumSource
    void luaHasHarmlessFormsOfDangerousCallsOnly(Architecture architecture) {
        byte[] lua = SeccompFilter.lua(architecture);
        assertThat(verdict(architecture, lua, "ioctl", 0, 0x5401)).isEqualTo(ALLOW);
        assertThat(verdict(architecture, lua, "ioctl", 0, 0x5412)).isEqualTo(ENOTTY);
        for (int command = 0; command < 2000; command++) {
            boolean harmless = command <= 7 || command == 1030;
            assertThat(verdict(architecture, lua, "fcntl", 0, command))
                    .as("fcntl %s", command)
                    .isEqualTo(harmless ? ALLOW : EPERM);
        }
        assertThat(verdict(architecture, lua, "fcntl", 0, -1)).isEqualTo(EPERM);
        for (int operation = 0; operation < 128; operation++) {
            boolean harmless = operation <= 1 || operation == 9 || operation == 10;
            for (int option : new int[] {0, 128, 256, 128 | 256}) {
                assertThat(verdict(architecture, lua, "futex", 0, operation | option))
                        .as("futex %s", operation | option)
                        .isEqualTo(harmless ? ALLOW : ENOSYS);
            }
        }
        assertThat(verdict(architecture, lua, "prlimit64", 0, 7, 0, 1)).isEqualTo(ALLOW);
        assertThat(verdict(architecture, lua, "prlimit64", 1, 7, 0, 1)).isEqualTo(EPERM);
        assertThat(verdict(architecture, lua, "prlimit64", 0, 7, 1, 0)).isEqualTo(EPERM);
        assertThat(verdict(architecture, lua, "prlimit64", 0, 7, 1L << 32, 0)).isEqualTo(EPERM);
        for (int timer = 0; timer < 8; timer++) {
            assertThat(verdict(architecture, lua, "setitimer", timer)).isEqualTo(timer == 2 ? ALLOW : EPERM);
        }
        if (architecture == Architecture.X86_64) {
            assertThat(verdict(architecture, lua, "arch_prctl", 0x1002)).isEqualTo(ALLOW);
            assertThat(verdict(architecture, lua, "arch_prctl", 0x1001)).isEqualTo(EPERM);
        }
    }

    @ParameterizedTest
    @MethodSource("generals")
    void othersMayMakeThreadsAndPerhapsProcessesButNoNamespaces(General general) {
        byte[] filter = general.filter();
        int process = 17;
        int thread = 0x3d_0f00;

        assertThat(verdict(general.architecture(), filter, "clone", thread)).isEqualTo(ALLOW);
        assertThat(verdict(general.architecture(), filter, "clone", process))
                .isEqualTo(general.processes() ? ALLOW : EPERM);
        for (int namespace :
                new int[] {0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000}) {
            assertThat(verdict(general.architecture(), filter, "clone", process | namespace))
                    .isEqualTo(EPERM);
            assertThat(verdict(general.architecture(), filter, "clone", thread | namespace))
                    .isEqualTo(EPERM);
        }
    }

    @ParameterizedTest
    @MethodSource("generals")
    void othersHaveSocketsOfCommonFamiliesIfAny(General general) {
        for (int family = 0; family < 64; family++) {
            boolean common = family == 1 || family == 2 || family == 10 || family == 16;
            assertThat(verdict(general.architecture(), general.filter(), "socket", family))
                    .as("family %s", family)
                    .isEqualTo(general.network() && common ? ALLOW : EPERM);
            assertThat(verdict(general.architecture(), general.filter(), "socketpair", family))
                    .as("family %s", family)
                    .isEqualTo(family == 1 ? ALLOW : EPERM);
        }
    }

    @ParameterizedTest
    @MethodSource("generals")
    void nobodyTypesIntoATerminal(General general) {
        assertThat(verdict(general.architecture(), general.filter(), "ioctl", 0, 0x5412))
                .isEqualTo(EPERM);
        assertThat(verdict(general.architecture(), general.filter(), "ioctl", 0, 0x1_0000_5412L))
                .isEqualTo(EPERM);
        assertThat(verdict(general.architecture(), general.filter(), "ioctl", 0, 0x541C))
                .isEqualTo(EPERM);
        assertThat(verdict(general.architecture(), general.filter(), "ioctl", 0, 0x5413))
                .isEqualTo(ALLOW);
    }

    @ParameterizedTest
    @MethodSource("generals")
    void killsWhatCallsAsAnotherArchitectureDoes(General general) {
        Architecture architecture = general.architecture();
        for (byte[] filter : new byte[][] {general.filter(), SeccompFilter.lua(architecture)}) {
            for (int foreign : new int[] {
                architecture == Architecture.X86_64 ? AUDIT_ARCH_AARCH64 : AUDIT_ARCH_X86_64,
                AUDIT_ARCH_I386,
                AUDIT_ARCH_ARM,
                0
            }) {
                BpfMachine machine = new BpfMachine(filter, foreign);
                for (int number = 0; number <= HIGHEST_TRIED; number++) {
                    assertThat(machine.run(number).verdict()).isEqualTo(KILL_PROCESS);
                }
            }
            BpfMachine machine = machine(architecture, filter);
            int highNumbers = architecture == Architecture.X86_64 ? KILL_PROCESS : ENOSYS;
            for (int number = 0; number <= HIGHEST_TRIED; number++) {
                assertThat(machine.run(X32 | number).verdict()).isEqualTo(highNumbers);
            }
            assertThat(machine.run(X32 - 1).verdict()).isEqualTo(ENOSYS);
            assertThat(machine.run(-1).verdict()).isEqualTo(highNumbers);
        }
    }

    @ParameterizedTest
    @MethodSource("generals")
    void decidesSoon(General general) {
        Architecture architecture = general.architecture();
        for (byte[] filter : new byte[][] {general.filter(), SeccompFilter.lua(architecture)}) {
            assertThat(SeccompFilter.instructions(filter)).isLessThanOrEqualTo(MOST_INSTRUCTIONS);
            BpfMachine machine = machine(architecture, filter);
            for (int number = 0; number <= HIGHEST_TRIED; number++) {
                assertThat(machine.run(number).steps()).isLessThanOrEqualTo(MOST_STEPS);
            }
        }
    }

    private static int verdict(Architecture architecture, byte[] filter, String call, long... arguments) {
        return machine(architecture, filter)
                .run(number(architecture, call), arguments)
                .verdict();
    }

    private static BpfMachine machine(Architecture architecture, byte[] filter) {
        return new BpfMachine(filter, architecture == Architecture.X86_64 ? AUDIT_ARCH_X86_64 : AUDIT_ARCH_AARCH64);
    }

    private static void decide(Map<Integer, Integer> expected, Architecture architecture, String calls, int verdict) {
        for (String call : calls.strip().split("\\s+", -1)) {
            LinuxCall.valueOf(call.toUpperCase(Locale.ROOT))
                    .number(architecture)
                    .ifPresent(number -> expected.put(number, verdict));
        }
    }

    private static int number(Architecture architecture, String call) {
        return LinuxCall.valueOf(call.toUpperCase(Locale.ROOT))
                .number(architecture)
                .orElseThrow();
    }
}
