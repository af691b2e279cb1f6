// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

/** The calls that a process of Lua may make with any arguments; seen with strace, or known from the C libraries. */
final class LuaCalls {
    private static final LinuxCall[] ALL = {
        // Memory. The loader maps code, and LuaJIT writes some: PROT_EXEC is allowed.
        LinuxCall.BRK,
        LinuxCall.MMAP,
        LinuxCall.MPROTECT,
        LinuxCall.MREMAP,
        LinuxCall.MUNMAP,
        LinuxCall.MADVISE,
        // Files that are open.
        LinuxCall.READ,
        LinuxCall.WRITE,
        LinuxCall.READV,
        LinuxCall.WRITEV,
        LinuxCall.PREAD64,
        LinuxCall.PWRITE64,
        LinuxCall.LSEEK,
        LinuxCall.CLOSE,
        LinuxCall.DUP,
        LinuxCall.DUP2,
        LinuxCall.DUP3,
        LinuxCall.FTRUNCATE,
        LinuxCall.FSYNC,
        LinuxCall.FDATASYNC,
        LinuxCall.FLOCK,
        // Files by name: io, os, the loader, and LuaFileSystem. No owners, modes, devices or extended attributes.
        LinuxCall.OPEN,
        LinuxCall.OPENAT,
        LinuxCall.CREAT,
        LinuxCall.STAT,
        LinuxCall.LSTAT,
        LinuxCall.FSTAT,
        LinuxCall.NEWFSTATAT,
        LinuxCall.STATX,
        LinuxCall.ACCESS,
        LinuxCall.FACCESSAT,
        LinuxCall.FACCESSAT2,
        LinuxCall.READLINK,
        LinuxCall.READLINKAT,
        LinuxCall.GETCWD,
        LinuxCall.CHDIR,
        LinuxCall.FCHDIR,
        LinuxCall.MKDIR,
        LinuxCall.MKDIRAT,
        LinuxCall.RMDIR,
        LinuxCall.UNLINK,
        LinuxCall.UNLINKAT,
        LinuxCall.RENAME,
        LinuxCall.RENAMEAT,
        LinuxCall.RENAMEAT2,
        LinuxCall.LINK,
        LinuxCall.LINKAT,
        LinuxCall.SYMLINK,
        LinuxCall.SYMLINKAT,
        LinuxCall.GETDENTS,
        LinuxCall.GETDENTS64,
        LinuxCall.TRUNCATE,
        LinuxCall.UTIMENSAT,
        LinuxCall.UTIME,
        LinuxCall.UTIMES,
        // Signals that it gets. It sends none, not even to itself: abort() ends with another signal than SIGABRT.
        LinuxCall.RT_SIGACTION,
        LinuxCall.RT_SIGPROCMASK,
        LinuxCall.RT_SIGRETURN,
        LinuxCall.SIGALTSTACK,
        LinuxCall.RESTART_SYSCALL,
        // Start of the C library.
        LinuxCall.SET_ROBUST_LIST,
        LinuxCall.SET_TID_ADDRESS,
        LinuxCall.RSEQ,
        LinuxCall.GETRLIMIT,
        LinuxCall.GETRANDOM,
        // Who and where it is; qsort of the GNU C library asks for the memory of the machine.
        LinuxCall.GETTID,
        LinuxCall.GETPID,
        LinuxCall.GETUID,
        LinuxCall.GETEUID,
        LinuxCall.GETGID,
        LinuxCall.GETEGID,
        LinuxCall.UNAME,
        LinuxCall.SYSINFO,
        // Time. Most of it needs no call where the kernel trusts the clock of the processor.
        LinuxCall.CLOCK_GETTIME,
        LinuxCall.CLOCK_GETRES,
        LinuxCall.GETTIMEOFDAY,
        LinuxCall.TIME,
        LinuxCall.TIMES,
        LinuxCall.GETRUSAGE,
        // Waiting.
        LinuxCall.NANOSLEEP,
        LinuxCall.CLOCK_NANOSLEEP,
        LinuxCall.SELECT,
        LinuxCall.PSELECT6,
        LinuxCall.POLL,
        LinuxCall.PPOLL,
        // Beginning and end.
        LinuxCall.EXECVE,
        LinuxCall.EXIT,
        LinuxCall.EXIT_GROUP,
    };

    private LuaCalls() {}

    static LinuxCall[] all() {
        return ALL.clone();
    }
}
