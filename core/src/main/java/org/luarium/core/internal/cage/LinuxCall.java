// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import java.util.Locale;
import java.util.OptionalInt;
import org.luarium.core.internal.elf.Architecture;

/**
 * The system calls that a filter names, with their numbers on x86_64 and aarch64; the older ones exist on x86_64 only.
 * The names are those of the kernel's headers, with which a test compares this table.
 */
enum LinuxCall {
    ACCESS(21),
    ACCT(163, 89),
    ADD_KEY(248, 217),
    ADJTIMEX(159, 171),
    ARCH_PRCTL(158),
    BPF(321, 280),
    BRK(12, 214),
    CHDIR(80, 49),
    CHROOT(161, 51),
    CLOCK_ADJTIME(305, 266),
    CLOCK_GETRES(229, 114),
    CLOCK_GETTIME(228, 113),
    CLOCK_NANOSLEEP(230, 115),
    CLOCK_SETTIME(227, 112),
    CLONE(56, 220),
    CLONE3(435, 435),
    CLOSE(3, 57),
    CREAT(85),
    DELETE_MODULE(176, 106),
    DUP(32, 23),
    DUP2(33),
    DUP3(292, 24),
    EXECVE(59, 221),
    EXIT(60, 93),
    EXIT_GROUP(231, 94),
    FACCESSAT(269, 48),
    FACCESSAT2(439, 439),
    FANOTIFY_INIT(300, 262),
    FCHDIR(81, 50),
    FCNTL(72, 25),
    FDATASYNC(75, 83),
    FINIT_MODULE(313, 273),
    FLOCK(73, 32),
    FORK(57),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    FSOPEN(430, 430),
    FSPICK(433, 433),
    FSTAT(5, 80),
    FSYNC(74, 82),
    FTRUNCATE(77, 46),
    FUTEX(202, 98),
    GETCWD(79, 17),
    GETDENTS(78),
    GETDENTS64(217, 61),
    GETEGID(108, 177),
    GETEUID(107, 175),
    GETGID(104, 176),
    GETPID(39, 172),
    GETRANDOM(318, 278),
    GETRLIMIT(97, 163),
    GETRUSAGE(98, 165),
    GETTID(186, 178),
    GETTIMEOFDAY(96, 169),
    GETUID(102, 174),
    INIT_MODULE(175, 105),
    IO_URING_ENTER(426, 426),
    IO_URING_REGISTER(427, 427),
    IO_URING_SETUP(425, 425),
    IOCTL(16, 29),
    IOPERM(173),
    IOPL(172),
    KCMP(312, 272),
    KEXEC_FILE_LOAD(320, 294),
    KEXEC_LOAD(246, 104),
    KEYCTL(250, 219),
    LINK(86),
    LINKAT(265, 37),
    LSEEK(8, 62),
    LSTAT(6),
    MADVISE(28, 233),
    MIGRATE_PAGES(256, 238),
    MKDIR(83),
    MKDIRAT(258, 34),
    MMAP(9, 222),
    MODIFY_LDT(154),
    MOUNT(165, 40),
    MOUNT_SETATTR(442, 442),
    MOVE_MOUNT(429, 429),
    MOVE_PAGES(279, 239),
    MPROTECT(10, 226),
    MREMAP(25, 216),
    MUNMAP(11, 215),
    NANOSLEEP(35, 101),
    NEWFSTATAT(262, 79),
    OPEN(2),
    OPEN_BY_HANDLE_AT(304, 265),
    OPEN_TREE(428, 428),
    OPENAT(257, 56),
    PERF_EVENT_OPEN(298, 241),
    PERSONALITY(135, 92),
    PIDFD_GETFD(438, 438),
    PIVOT_ROOT(155, 41),
    POLL(7),
    PPOLL(271, 73),
    PREAD64(17, 67),
    PRLIMIT64(302, 261),
    PROCESS_MADVISE(440, 440),
    PROCESS_MRELEASE(448, 448),
    PROCESS_VM_READV(310, 270),
    PROCESS_VM_WRITEV(311, 271),
    PSELECT6(270, 72),
    PTRACE(101, 117),
    PWRITE64(18, 68),
    QUOTACTL(179, 60),
    QUOTACTL_FD(443, 443),
    READ(0, 63),
    READLINK(89),
    READLINKAT(267, 78),
    READV(19, 65),
    REBOOT(169, 142),
    RENAME(82),
    RENAMEAT(264, 38),
    RENAMEAT2(316, 276),
    REQUEST_KEY(249, 218),
    RESTART_SYSCALL(219, 128),
    RMDIR(84),
    RSEQ(334, 293),
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    RT_SIGRETURN(15, 139),
    SELECT(23),
    SET_ROBUST_LIST(273, 99),
    SET_TID_ADDRESS(218, 96),
    SETDOMAINNAME(171, 162),
    SETHOSTNAME(170, 161),
    SETITIMER(38, 103),
    SETNS(308, 268),
    SETTIMEOFDAY(164, 170),
    SIGALTSTACK(131, 132),
    SOCKET(41, 198),
    SOCKETPAIR(53, 199),
    STAT(4),
    STATX(332, 291),
    SWAPOFF(168, 225),
    SWAPON(167, 224),
    SYMLINK(88),
    SYMLINKAT(266, 36),
    SYSINFO(99, 179),
    SYSLOG(103, 116),
    TIME(201),
    TIMES(100, 153),
    TRUNCATE(76, 45),
    UMOUNT2(166, 39),
    UNAME(63, 160),
    UNLINK(87),
    UNLINKAT(263, 35),
    UNSHARE(272, 97),
    USELIB(134),
    USERFAULTFD(323, 282),
    UTIME(132),
    UTIMENSAT(280, 88),
    UTIMES(235),
    VFORK(58),
    VHANGUP(153, 58),
    WRITE(1, 64),
    WRITEV(20, 66);

    /**
     * The highest number of Linux 6.1. From here on, calls of all architectures have one number, and programs that use
     * them can do without.
     */
    static final int NEWEST = 450;

    private static final int ABSENT = -1;

    private final int x64;
    private final int a64;

    LinuxCall(int x64) {
        this(x64, ABSENT);
    }

    LinuxCall(int x64, int a64) {
        this.x64 = x64;
        this.a64 = a64;
    }

    OptionalInt number(Architecture architecture) {
        int number = architecture == Architecture.X86_64 ? x64 : a64;
        return number == ABSENT ? OptionalInt.empty() : OptionalInt.of(number);
    }

    String kernelName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
