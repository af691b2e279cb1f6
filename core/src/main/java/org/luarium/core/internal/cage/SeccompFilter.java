// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import org.luarium.core.internal.cage.BpfCode.Target;
import org.luarium.core.internal.cage.BpfCode.Test;
import org.luarium.core.internal.cage.CallTable.Decision;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.elf.SyscallProgram;

/**
 * Writes seccomp filters: which system calls a process and its children may make, for good.
 *
 * <p>A filter sees numbers, not files: what a process may open is not its business. A refused call fails with
 * {@code EPERM}, so that {@code os.execute} and {@code io.popen} fail as Lua functions do. Only what no honest program
 * does, the calls of another architecture, ends the process (SIGSYS). {@code clone3}, whose arguments a filter cannot
 * see, and the calls that Linux got after {@value LinuxCall#NEWEST} are {@code ENOSYS}, for which C libraries have a
 * substitute.
 *
 * <p>Filters are little-endian {@code struct sock_filter[]}. Thread-safe.
 */
public final class SeccompFilter {
    private static final int KILL_PROCESS = 0x8000_0000;
    private static final int ERRNO = 0x0005_0000;
    private static final int EPERM = ERRNO | 1;
    private static final int ENOTTY = ERRNO | 25;
    private static final int ENOSYS = ERRNO | 38;

    private static final Decision ALLOW = Decision.answer(0x7fff_0000);
    private static final Decision REFUSE = Decision.answer(EPERM);
    private static final Decision KILL = Decision.answer(KILL_PROCESS);
    private static final Decision ABSENT = Decision.answer(ENOSYS);

    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_SET_MODE_FILTER = 1;

    private static final int TCGETS = 0x5401;
    private static final int TIOCSTI = 0x5412;
    private static final int TIOCLINUX = 0x541C;
    private static final int F_SETOWN = 8;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int FUTEX_PRIVATE_OR_REALTIME = 128 | 256;
    private static final int FUTEX_WAKE = 1;
    private static final int FUTEX_WAIT_BITSET = 9;
    private static final int FUTEX_WAKE_BITSET = 10;
    private static final int ITIMER_PROF = 2;
    private static final int ARCH_SET_FS = 0x1002;
    private static final int CLONE_THREAD = 0x0001_0000;

    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; NEWTIME is not for clone. */
    private static final int CLONE_NEW = 0x7E02_0000;

    private static final int AF_UNIX = 1;
    private static final int[] NETWORK_FAMILIES = {AF_UNIX, 2 /* INET */, 10 /* INET6 */, 16 /* NETLINK */};

    private SeccompFilter() {}

    /**
     * Returns the filter for a process that runs Lua and nothing else: no other process, no thread, no socket, no signal
     * to anybody. It allows what the C library, the interpreters, their standard libraries and LuaFileSystem need, and
     * refuses everything else. {@code execve} is allowed, because the filter is there before the interpreter is; another
     * program would be under the same filter.
     */
    public static byte[] lua(Architecture architecture) {
        return new CallTable(architecture, REFUSE)
                .on(ALLOW, LuaCalls.all())
                .on(Decision.check(SeccompFilter::luaIoctl), LinuxCall.IOCTL)
                .on(Decision.check(SeccompFilter::luaFcntl), LinuxCall.FCNTL)
                .on(Decision.check(SeccompFilter::luaFutex), LinuxCall.FUTEX)
                .on(Decision.check(SeccompFilter::luaPrlimit), LinuxCall.PRLIMIT64)
                .on(Decision.check(SeccompFilter::luaSetitimer), LinuxCall.SETITIMER)
                .on(Decision.check(SeccompFilter::luaArchPrctl), LinuxCall.ARCH_PRCTL)
                .on(ABSENT, LinuxCall.CLONE3)
                .filter(KILL, ABSENT);
    }

    /**
     * Returns the filter for other programs, such as a compiler or a JVM: everything but what changes the machine, looks
     * into other processes or makes namespaces.
     *
     * @param network whether sockets are allowed, of the families of IP, Netlink and Unix; without, there are but the
     *     pairs that {@code socketpair} makes
     * @param processes whether other processes may be started; threads always may
     */
    public static byte[] general(Architecture architecture, boolean network, boolean processes) {
        CallTable table = new CallTable(architecture, ALLOW)
                .on(REFUSE, PrivilegedCalls.all())
                .on(Decision.check(SeccompFilter::generalIoctl), LinuxCall.IOCTL)
                .on(Decision.check(code -> generalClone(code, processes)), LinuxCall.CLONE)
                .on(ABSENT, LinuxCall.CLONE3)
                .on(Decision.check(SeccompFilter::unixOnly), LinuxCall.SOCKETPAIR)
                .on(network ? Decision.check(SeccompFilter::networkFamilies) : REFUSE, LinuxCall.SOCKET);
        if (!processes) {
            table.on(REFUSE, LinuxCall.FORK, LinuxCall.VFORK);
        }
        return table.filter(KILL, ABSENT);
    }

    /** Returns the number of instructions of a filter. */
    public static int instructions(byte[] filter) {
        return filter.length / BpfCode.INSTRUCTION_SIZE;
    }

    /**
     * Adds the two calls that put the process that performs {@code program}, and what it will execute, under
     * {@code filter}. The calls that follow must be ones that the filter allows.
     */
    public static void install(SyscallProgram program, byte[] filter) {
        long code = program.bytes(filter);
        long description = program.words(instructions(filter), code); // struct sock_fprog
        program.call(Syscall.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
                .call(Syscall.SECCOMP, SECCOMP_SET_MODE_FILTER, 0, description);
    }

    /* isatty, and nothing that a terminal could be made to do. */
    private static void luaIoctl(BpfCode code) {
        code.load(BpfCode.argumentLow(1));
        code.jump(Test.EQUAL, TCGETS, allow(code), code.answer(ENOTTY));
    }

    /* Copies, flags and locks; not F_SETOWN and F_SETSIG, which send signals to other processes. */
    private static void luaFcntl(BpfCode code) {
        code.load(BpfCode.argumentLow(1));
        code.jump(Test.EQUAL, F_DUPFD_CLOEXEC, allow(code), BpfCode.NEXT);
        code.jump(Test.GREATER_OR_EQUAL, F_SETOWN, refuse(code), allow(code));
    }

    /* What the locks of the C library need; not the operations with priorities, which had the vulnerabilities. */
    private static void luaFutex(BpfCode code) {
        Target more = new Target();
        code.load(BpfCode.argumentLow(1));
        code.and(~FUTEX_PRIVATE_OR_REALTIME);
        code.jump(Test.GREATER_OR_EQUAL, FUTEX_WAKE + 1, more, allow(code));
        code.bind(more);
        code.jump(Test.EQUAL, FUTEX_WAIT_BITSET, allow(code), BpfCode.NEXT);
        code.jump(Test.EQUAL, FUTEX_WAKE_BITSET, allow(code), code.answer(ENOSYS));
    }

    /* To read its own limits. */
    private static void luaPrlimit(BpfCode code) {
        for (int word : new int[] {BpfCode.argumentLow(0), BpfCode.argumentLow(2), BpfCode.argumentHigh(2)}) {
            code.load(word);
            code.jump(Test.EQUAL, 0, word == BpfCode.argumentHigh(2) ? allow(code) : BpfCode.NEXT, refuse(code));
        }
    }

    /* The profiler of LuaJIT: signals to the process itself, at the pace of the processor time that it takes. */
    private static void luaSetitimer(BpfCode code) {
        code.load(BpfCode.argumentLow(0));
        code.jump(Test.EQUAL, ITIMER_PROF, allow(code), refuse(code));
    }

    private static void luaArchPrctl(BpfCode code) {
        code.load(BpfCode.argumentLow(0));
        code.jump(Test.EQUAL, ARCH_SET_FS, allow(code), refuse(code));
    }

    /* Both put input into the terminal, as if typed by its user. */
    private static void generalIoctl(BpfCode code) {
        code.load(BpfCode.argumentLow(1));
        code.jump(Test.EQUAL, TIOCSTI, refuse(code), BpfCode.NEXT);
        code.jump(Test.EQUAL, TIOCLINUX, refuse(code), allow(code));
    }

    private static void generalClone(BpfCode code, boolean processes) {
        code.load(BpfCode.argumentLow(0));
        if (processes) {
            code.jump(Test.ANY_BIT, CLONE_NEW, refuse(code), allow(code));
        } else {
            code.jump(Test.ANY_BIT, CLONE_NEW, refuse(code), BpfCode.NEXT);
            code.jump(Test.ANY_BIT, CLONE_THREAD, allow(code), refuse(code));
        }
    }

    private static void unixOnly(BpfCode code) {
        code.load(BpfCode.argumentLow(0));
        code.jump(Test.EQUAL, AF_UNIX, allow(code), refuse(code));
    }

    /* An allow-list within the deny-list: the kernel has dozens of families that nobody uses but attackers. */
    private static void networkFamilies(BpfCode code) {
        code.load(BpfCode.argumentLow(0));
        for (int i = 0; i < NETWORK_FAMILIES.length; i++) {
            boolean last = i == NETWORK_FAMILIES.length - 1;
            code.jump(Test.EQUAL, NETWORK_FAMILIES[i], allow(code), last ? refuse(code) : BpfCode.NEXT);
        }
    }

    private static Target allow(BpfCode code) {
        return ALLOW.target(code);
    }

    private static Target refuse(BpfCode code) {
        return REFUSE.target(code);
    }
}
