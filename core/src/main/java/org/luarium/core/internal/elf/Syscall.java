// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

/** Linux system calls by name, with their numbers on each architecture. */
public enum Syscall {
    CAPSET(126, 91),
    CHDIR(80, 49),
    CLONE(56, 220),
    CLOSE(3, 57),
    CLOSE_RANGE(436, 436),
    DUP3(292, 24),
    EXECVE(59, 221),
    EXIT_GROUP(231, 94),
    FCHOWNAT(260, 54),
    FCNTL(72, 25),
    GETGID(104, 176),
    GETPID(39, 172),
    GETUID(102, 174),
    KILL(62, 129),
    LANDLOCK_ADD_RULE(445, 445),
    LANDLOCK_CREATE_RULESET(444, 444),
    LANDLOCK_RESTRICT_SELF(446, 446),
    LSEEK(8, 62),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    MOUNT(165, 40),
    OPENAT(257, 56),
    PIVOT_ROOT(155, 41),
    PPOLL(271, 73),
    PRCTL(157, 167),
    PRLIMIT64(302, 261),
    READ(0, 63),
    RENAMEAT2(316, 276),
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    SECCOMP(317, 277),
    SETGROUPS(116, 159),
    SETPGID(109, 154),
    SETRESGID(119, 149),
    SETRESUID(117, 147),
    SETSID(112, 157),
    SIGNALFD4(289, 74),
    SOCKET(41, 198),
    SPLICE(275, 76),
    UMASK(95, 166),
    UMOUNT2(166, 39),
    UNLINKAT(263, 35),
    UNSHARE(272, 97),
    WAIT4(61, 260),
    WAITID(247, 95),
    WRITE(1, 64);

    private final int x64;
    private final int a64;

    Syscall(int x64, int a64) {
        this.x64 = x64;
        this.a64 = a64;
    }

    int number(Architecture architecture) {
        return architecture == Architecture.X86_64 ? x64 : a64;
    }
}
