// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

/** The calls that no program may make, whatever else it may: most need privileges, and none serves a compiler or a JVM. */
final class PrivilegedCalls {
    private static final LinuxCall[] ALL = {
        // What is mounted where, and what is the root.
        LinuxCall.MOUNT,
        LinuxCall.UMOUNT2,
        LinuxCall.PIVOT_ROOT,
        LinuxCall.CHROOT,
        LinuxCall.MOVE_MOUNT,
        LinuxCall.OPEN_TREE,
        LinuxCall.FSOPEN,
        LinuxCall.FSCONFIG,
        LinuxCall.FSMOUNT,
        LinuxCall.FSPICK,
        LinuxCall.MOUNT_SETATTR,
        // Namespaces.
        LinuxCall.UNSHARE,
        LinuxCall.SETNS,
        // Other processes: their memory, descriptors and pages.
        LinuxCall.PTRACE,
        LinuxCall.PROCESS_VM_READV,
        LinuxCall.PROCESS_VM_WRITEV,
        LinuxCall.PROCESS_MADVISE,
        LinuxCall.PROCESS_MRELEASE,
        LinuxCall.KCMP,
        LinuxCall.PIDFD_GETFD,
        LinuxCall.MOVE_PAGES,
        LinuxCall.MIGRATE_PAGES,
        // Where the kernel had most of its holes, and calls that go past a filter (io_uring).
        LinuxCall.BPF,
        LinuxCall.PERF_EVENT_OPEN,
        LinuxCall.ADD_KEY,
        LinuxCall.REQUEST_KEY,
        LinuxCall.KEYCTL,
        LinuxCall.IO_URING_SETUP,
        LinuxCall.IO_URING_ENTER,
        LinuxCall.IO_URING_REGISTER,
        LinuxCall.USERFAULTFD,
        // The kernel itself.
        LinuxCall.KEXEC_LOAD,
        LinuxCall.KEXEC_FILE_LOAD,
        LinuxCall.INIT_MODULE,
        LinuxCall.FINIT_MODULE,
        LinuxCall.DELETE_MODULE,
        LinuxCall.REBOOT,
        LinuxCall.SYSLOG,
        // Files past their folders, quotas, accounts, swap, watching everybody.
        LinuxCall.OPEN_BY_HANDLE_AT,
        LinuxCall.QUOTACTL,
        LinuxCall.QUOTACTL_FD,
        LinuxCall.ACCT,
        LinuxCall.SWAPON,
        LinuxCall.SWAPOFF,
        LinuxCall.FANOTIFY_INIT,
        // The clock and the name of the machine.
        LinuxCall.SETTIMEOFDAY,
        LinuxCall.CLOCK_SETTIME,
        LinuxCall.CLOCK_ADJTIME,
        LinuxCall.ADJTIMEX,
        LinuxCall.SETHOSTNAME,
        LinuxCall.SETDOMAINNAME,
        // The processor and what the kernel pretends to be.
        LinuxCall.IOPL,
        LinuxCall.IOPERM,
        LinuxCall.MODIFY_LDT,
        LinuxCall.PERSONALITY,
        LinuxCall.USELIB,
        LinuxCall.VHANGUP,
    };

    private PrivilegedCalls() {}

    static LinuxCall[] all() {
        return ALL.clone();
    }
}
