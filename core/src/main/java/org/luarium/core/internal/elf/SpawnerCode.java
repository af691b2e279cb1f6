// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.luarium.core.internal.elf.Condition.EQUAL;
import static org.luarium.core.internal.elf.Condition.GREATER;
import static org.luarium.core.internal.elf.Condition.GREATER_OR_EQUAL;
import static org.luarium.core.internal.elf.Condition.LESS;
import static org.luarium.core.internal.elf.Condition.LESS_OR_EQUAL;
import static org.luarium.core.internal.elf.Condition.NOT_EQUAL;
import static org.luarium.core.internal.elf.Condition.UNSIGNED_GREATER;
import static org.luarium.core.internal.elf.Register.ARG0;
import static org.luarium.core.internal.elf.Register.ARG1;
import static org.luarium.core.internal.elf.Register.ARG2;
import static org.luarium.core.internal.elf.Register.ARGUMENTS;
import static org.luarium.core.internal.elf.Register.RESULT;
import static org.luarium.core.internal.elf.Register.SAVED0;
import static org.luarium.core.internal.elf.Register.SAVED1;
import static org.luarium.core.internal.elf.Register.SAVED2;
import static org.luarium.core.internal.elf.Register.SAVED3;
import static org.luarium.core.internal.elf.Register.SAVED4;
import static org.luarium.core.internal.elf.Register.SAVED5;
import static org.luarium.core.internal.elf.Register.TEMP0;
import static org.luarium.core.internal.elf.Register.TEMP1;

/*
 * The program of the spawner. All memory is one bss segment at a constant address; there is no stack use beyond return
 * addresses.
 *
 * CLONE_VM | CLONE_VFORK: the child runs on the parent's memory and stack while the parent is suspended, and both have
 * their own registers. That is safe because the parent keeps everything it needs in registers, and because the child only
 * pushes below the stack pointer that the parent had when it cloned. What it costs: nothing that grows with the JVM or
 * with the number of children.
 *
 * pid table: one byte for each pid that Linux can have on a 64-bit kernel. 4 MiB of bss, of which a page is touched for
 * 4,096 consecutive pids; no search, no limit of its own.
 *
 * A child is looked at with WNOWAIT before it is reaped: while it is a zombie its pid, and so the id of its process
 * group, cannot be given to anyone else, and kill(-pid) hits what the child left behind and nothing else.
 */
final class SpawnerCode {
    static final long STATE_ADDRESS = 0x1000_0000L;
    private static final int PID_TABLE_OFFSET = 0x2_0000;
    private static final int PID_TABLE_SIZE = 1 << 22;
    static final int STATE_SIZE = PID_TABLE_OFFSET + PID_TABLE_SIZE;
    private static final long PID_TABLE = STATE_ADDRESS + PID_TABLE_OFFSET;

    private static final int EVENT = 0;
    private static final int HEADER = 32;
    private static final int FAILED_STEP = 48;
    private static final int FAILED_VALUE = 56;
    private static final int POLL_REQUESTS = 64;
    private static final int POLL_SIGNALS = 72;
    private static final int TIMEOUT = 80;
    private static final int SIGNAL_MASK = 96;
    private static final int WAIT_STATUS = 104;
    private static final int SIGNAL_INFO = 128;
    private static final int USAGE = 256;
    private static final int SIGNALS_READ = 1024;
    private static final int SIGNALS_READ_SIZE = 1024;

    private static final int HEADER_SIZE = 16;
    private static final int CALL_SIZE = SyscallProgram.CALL_SIZE;
    private static final int MAX_CALLS = SpawnerImage.BUFFER_SIZE / CALL_SIZE;

    private static final int EINTR = -4;
    private static final int SMALLEST_ERRNO = -4095;
    private static final int SIGKILL = 9;
    private static final int SIGCHLD = 17;
    private static final int[] BLOCKED_SIGNALS = {1 /* HUP */, 2 /* INT */, 3 /* QUIT */, 13 /* PIPE */, SIGCHLD};
    private static final int SIGNAL_SET_SIZE = 8;
    private static final int NONBLOCK_CLOEXEC = 0x8_0800;
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int AT_FDCWD = -100;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int CLONE_VM_VFORK_SIGCHLD = 0x100 | 0x4000 | SIGCHLD;
    private static final int P_ALL = 0;
    private static final int P_PID = 1;
    private static final int WNOHANG_WEXITED_WNOWAIT = 1 | 4 | 0x0100_0000;
    private static final long POLLIN = 1L << 32;
    private static final int POLLIN_ONLY = 1; // events = POLLIN, revents = 0, read as one u32

    private static final int EXIT_CLOSED = 0;
    private static final int EXIT_MALFORMED = 2;
    private static final int EXIT_NO_SIGNALFD = 3;
    private static final int EXIT_CHILD_FAILED = 127;

    private static final int ROUND_NANOSECONDS = 200_000_000;
    private static final int ROUNDS = 65_536;
    private static final int IDLE_ROUND = 4_096; // counts as so many rounds: at most 16 of them

    private static final Register STATE = SAVED0;
    private static final Register SIGNALFD = SAVED1;

    private final Assembler code;
    private final Label loop = new Label();
    private final Label closed = new Label();
    private final Label malformed = new Label();
    private final Label shutdown = new Label();
    private final Label readFully = new Label();
    private final Label writeEvent = new Label();
    private final Label perform = new Label();
    private final Label reap = new Label();
    private final Label killTree = new Label();
    private final Label childrenFile = new Label();

    SpawnerCode(Assembler code) {
        this.code = code;
    }

    void emit() {
        start();
        mainLoop();
        request();
        readFully();
        writeEvent();
        perform();
        reap();
        killTree();
        shutdown();
        code.bind(childrenFile);
        code.string("/proc/thread-self/children");
    }

    private void start() {
        long blocked = 0;
        for (int signal : BLOCKED_SIGNALS) {
            blocked |= 1L << (signal - 1);
        }
        code.move(STATE, STATE_ADDRESS);
        storeValue(SIGNAL_MASK, blocked);
        call(Syscall.RT_SIGPROCMASK, 0, in(SIGNAL_MASK), 0, SIGNAL_SET_SIZE);
        // A parent that ignores SIGCHLD would have taught us to: then the kernel reaps and we learn nothing.
        call(Syscall.RT_SIGACTION, SIGCHLD, in(SIGNAL_INFO), 0, SIGNAL_SET_SIZE);
        storeValue(SIGNAL_MASK, 1L << (SIGCHLD - 1));
        call(Syscall.SIGNALFD4, -1, in(SIGNAL_MASK), SIGNAL_SET_SIZE, NONBLOCK_CLOEXEC);
        code.move(SAVED3, EXIT_NO_SIGNALFD);
        code.jumpIf(LESS, RESULT, 0, shutdown);
        code.move(SIGNALFD, RESULT);
        call(Syscall.FCNTL, 0, F_SETFD, FD_CLOEXEC);
        call(Syscall.FCNTL, 1, F_SETFD, FD_CLOEXEC);
        call(Syscall.PRCTL, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        call(Syscall.SETSID);
        storeValue(EVENT + 8, SpawnerImage.PROTOCOL_VERSION);
        storeValue(EVENT + 16, SpawnerImage.BUFFER_ADDRESS);
        code.call(writeEvent);
    }

    private void mainLoop() {
        Label noSignals = new Label();
        code.bind(loop);
        storeValue(POLL_REQUESTS, POLLIN);
        pollSignals();
        call(Syscall.PPOLL, in(POLL_REQUESTS), 2, 0, 0, 0);
        code.jumpIf(EQUAL, RESULT, EINTR, loop);
        code.jumpIf(LESS, RESULT, 0, closed);
        // Deaths first, so that a request never names a pid that is already free for reuse.
        code.load32(TEMP0, STATE, POLL_SIGNALS + 4);
        code.jumpIf(EQUAL, TEMP0, POLLIN_ONLY, noSignals);
        code.call(reap);
        code.bind(noSignals);
        code.load32(TEMP0, STATE, POLL_REQUESTS + 4);
        code.jumpIf(EQUAL, TEMP0, POLLIN_ONLY, loop);
    }

    private void request() {
        Register length = SAVED2;
        Register count = SAVED3;
        Label inChild = new Label();
        code.move(SAVED4, in(HEADER));
        code.move(SAVED5, HEADER_SIZE);
        code.call(readFully);
        code.load32(length, STATE, HEADER);
        code.jumpIf(UNSIGNED_GREATER, length, SpawnerImage.BUFFER_SIZE, malformed);
        code.load32(count, STATE, HEADER + 12);
        code.jumpIf(UNSIGNED_GREATER, count, MAX_CALLS, malformed);
        code.move(TEMP0, count);
        code.shiftLeft(TEMP0, 6);
        code.jumpIf(UNSIGNED_GREATER, TEMP0, length, malformed);
        code.move(SAVED4, SpawnerImage.BUFFER_ADDRESS);
        code.move(SAVED5, length);
        code.call(readFully);
        code.load32(TEMP0, STATE, HEADER + 8);
        code.jumpIf(EQUAL, TEMP0, SyscallProgram.RUN_IN_CHILD, inChild);
        code.jumpIf(NOT_EQUAL, TEMP0, SyscallProgram.RUN_HERE, malformed);
        runHere(count);
        code.bind(inChild);
        runInChild(count);
    }

    private void runHere(Register count) {
        Label done = new Label();
        code.call(perform);
        code.move(TEMP0, SpawnerImage.NO_FAILED_STEP);
        code.jumpIf(EQUAL, SAVED5, count, done);
        code.move(TEMP0, SAVED5);
        code.bind(done);
        reply(SAVED2, TEMP0);
    }

    private void runInChild(Register count) {
        Register pid = SAVED2;
        Label child = new Label();
        Label cloned = new Label();
        Label failed = new Label();
        Label stepFailed = new Label();
        storeValue(FAILED_STEP, SpawnerImage.NO_FAILED_STEP);
        call(Syscall.CLONE, CLONE_VM_VFORK_SIGCHLD, 0, 0, 0, 0);
        code.jumpIf(EQUAL, RESULT, 0, child);
        code.move(pid, RESULT);
        code.jumpIf(GREATER_OR_EQUAL, RESULT, 0, cloned);
        code.move(TEMP0, SpawnerImage.CLONE_FAILED);
        reply(pid, TEMP0);

        code.bind(cloned);
        code.load(TEMP0, STATE, FAILED_STEP);
        code.jumpIf(NOT_EQUAL, TEMP0, (int) SpawnerImage.NO_FAILED_STEP, failed);
        pidEntry(TEMP1, pid);
        code.move(TEMP0, 1);
        code.store8(TEMP1, 0, TEMP0);
        code.move(TEMP0, SpawnerImage.NO_FAILED_STEP);
        reply(pid, TEMP0);

        code.bind(failed);
        arguments(0, 0, 0, 0);
        code.move(ARG0, pid);
        code.syscall(Syscall.WAIT4);
        code.jumpIf(EQUAL, RESULT, EINTR, failed);
        code.load(TEMP1, STATE, FAILED_VALUE);
        code.load(TEMP0, STATE, FAILED_STEP);
        reply(TEMP1, TEMP0);

        code.bind(child);
        code.call(perform);
        code.jumpIf(NOT_EQUAL, SAVED5, count, stepFailed);
        code.move(SAVED2, 0);
        code.bind(stepFailed);
        code.store(STATE, FAILED_VALUE, SAVED2);
        code.store(STATE, FAILED_STEP, SAVED5);
        call(Syscall.EXIT_GROUP, EXIT_CHILD_FAILED);
    }

    private void reply(Register value, Register step) {
        code.store(STATE, EVENT + 8, value);
        code.store(STATE, EVENT + 16, step);
        code.move(TEMP0, SpawnerImage.EVENT_REPLY);
        code.load32(TEMP1, STATE, HEADER + 4);
        code.store32(STATE, EVENT, TEMP0);
        code.store32(STATE, EVENT + 4, TEMP1);
        storeValue(EVENT + 24, 0);
        code.call(writeEvent);
        code.jump(loop);
    }

    /** Fills SAVED5 bytes at SAVED4 from fd 0; does not return when there are no more. */
    private void readFully() {
        code.bind(readFully);
        transferFully(Syscall.READ, 0);
    }

    private void writeEvent() {
        code.bind(writeEvent);
        code.move(SAVED4, in(EVENT));
        code.move(SAVED5, SpawnerImage.EVENT_SIZE);
        transferFully(Syscall.WRITE, 1);
    }

    private void transferFully(Syscall call, int fd) {
        Label next = new Label();
        Label more = new Label();
        code.bind(next);
        code.jumpIf(NOT_EQUAL, SAVED5, 0, more);
        code.ret();
        code.bind(more);
        code.move(ARG0, fd);
        code.move(ARG1, SAVED4);
        code.move(ARG2, SAVED5);
        code.syscall(call);
        code.jumpIf(EQUAL, RESULT, EINTR, next);
        code.jumpIf(LESS_OR_EQUAL, RESULT, 0, closed);
        code.add(SAVED4, RESULT);
        code.subtract(SAVED5, RESULT);
        code.jump(next);
    }

    /** Performs SAVED3 calls: SAVED2 becomes the last result, SAVED5 the number of calls that did not fail. */
    private void perform() {
        Label next = new Label();
        Label more = new Label();
        Label succeeded = new Label();
        code.bind(perform);
        code.move(SAVED2, 0);
        code.move(SAVED4, SpawnerImage.BUFFER_ADDRESS);
        code.move(SAVED5, 0);
        code.bind(next);
        code.jumpIf(NOT_EQUAL, SAVED5, SAVED3, more);
        code.ret();
        code.bind(more);
        code.load(TEMP1, SAVED4, 0);
        for (int i = 0; i < ARGUMENTS.length; i++) {
            code.load(ARGUMENTS[i], SAVED4, 8 + 8 * i);
        }
        code.syscall(TEMP1);
        code.move(SAVED2, RESULT);
        code.jumpIf(GREATER_OR_EQUAL, SAVED2, 0, succeeded);
        code.jumpIf(LESS, SAVED2, SMALLEST_ERRNO, succeeded);
        code.load(TEMP0, SAVED4, CALL_SIZE - 8);
        code.and(TEMP0, SyscallProgram.IGNORE_ERROR);
        code.jumpIf(NOT_EQUAL, TEMP0, 0, succeeded);
        code.ret();
        code.bind(succeeded);
        code.add(SAVED4, CALL_SIZE);
        code.add(SAVED5, 1);
        code.jump(next);
    }

    /** Reaps every dead child; RESULT is negative afterwards when there are no children at all. */
    private void reap() {
        Register pid = SAVED2;
        Label drain = new Label();
        Label nextDead = new Label();
        Label done = new Label();
        code.bind(reap);
        code.enter();
        code.bind(drain);
        code.move(ARG0, SIGNALFD);
        code.move(ARG1, in(SIGNALS_READ));
        code.move(ARG2, SIGNALS_READ_SIZE);
        code.syscall(Syscall.READ);
        code.jumpIf(GREATER, RESULT, 0, drain);

        code.bind(nextDead);
        call(Syscall.WAITID, P_ALL, 0, in(SIGNAL_INFO), WNOHANG_WEXITED_WNOWAIT, 0);
        code.jumpIf(LESS, RESULT, 0, done);
        code.load32(pid, STATE, SIGNAL_INFO + 16);
        code.jumpIf(EQUAL, pid, 0, done);
        code.call(killTree);
        arguments(0, in(WAIT_STATUS), 0, in(USAGE));
        code.move(ARG0, pid);
        code.syscall(Syscall.WAIT4);
        code.jumpIf(NOT_EQUAL, RESULT, pid, done);
        exitEvent(pid, nextDead);
        code.jump(nextDead);
        code.bind(done);
        code.leave();
    }

    private void exitEvent(Register pid, Label unknown) {
        pidEntry(TEMP0, pid);
        code.load8(TEMP1, TEMP0, 0);
        code.jumpIf(EQUAL, TEMP1, 0, unknown);
        code.move(TEMP1, 0);
        code.store8(TEMP0, 0, TEMP1);
        code.move(TEMP0, SpawnerImage.EVENT_EXIT);
        code.store32(STATE, EVENT, TEMP0);
        code.store32(STATE, EVENT + 4, pid);
        code.load32(TEMP0, STATE, WAIT_STATUS);
        code.store(STATE, EVENT + 8, TEMP0);
        // struct rusage: user and system time, each as seconds and microseconds, then the peak in KiB
        code.load(TEMP0, STATE, USAGE);
        code.load(TEMP1, STATE, USAGE + 16);
        code.add(TEMP0, TEMP1);
        code.multiply(TEMP0, 1_000_000);
        code.load(TEMP1, STATE, USAGE + 8);
        code.add(TEMP0, TEMP1);
        code.load(TEMP1, STATE, USAGE + 24);
        code.add(TEMP0, TEMP1);
        code.store(STATE, EVENT + 16, TEMP0);
        code.load(TEMP0, STATE, USAGE + 32);
        code.store(STATE, EVENT + 24, TEMP0);
        code.call(writeEvent);
    }

    /** Kills the process group of the pid in SAVED2, and the pid itself. */
    private void killTree() {
        code.bind(killTree);
        code.move(ARG0, SAVED2);
        code.negate(ARG0);
        code.move(ARG1, SIGKILL);
        code.syscall(Syscall.KILL);
        code.move(ARG0, SAVED2);
        code.move(ARG1, SIGKILL);
        code.syscall(Syscall.KILL);
        code.ret();
    }

    private void shutdown() {
        Register rounds = SAVED5;
        Label round = new Label();
        Label busy = new Label();
        Label exit = new Label();
        code.bind(closed);
        code.move(SAVED3, EXIT_CLOSED);
        code.jump(shutdown);
        code.bind(malformed);
        code.move(SAVED3, EXIT_MALFORMED);
        code.bind(shutdown);
        killKnownChildren();

        code.move(rounds, 0);
        code.bind(round);
        killListedChildren();
        code.call(reap);
        code.jumpIf(LESS, RESULT, 0, exit);
        pollSignals();
        storeValue(TIMEOUT, 0);
        storeValue(TIMEOUT + 8, ROUND_NANOSECONDS);
        call(Syscall.PPOLL, in(POLL_SIGNALS), 1, in(TIMEOUT), 0, 0);
        code.jumpIf(NOT_EQUAL, RESULT, 0, busy);
        code.add(rounds, IDLE_ROUND);
        code.bind(busy);
        code.add(rounds, 1);
        code.jumpIf(LESS, rounds, ROUNDS, round);

        code.bind(exit);
        code.move(ARG0, SAVED3);
        code.syscall(Syscall.EXIT_GROUP);
    }

    /* Forgets the pids as it goes: from here on nobody reads events. */
    private void killKnownChildren() {
        Register entry = SAVED4;
        Label words = new Label();
        Label bytes = new Label();
        Label nextByte = new Label();
        Label done = new Label();
        code.move(entry, PID_TABLE);
        code.move(SAVED5, PID_TABLE + PID_TABLE_SIZE);
        code.bind(words);
        code.jumpIf(EQUAL, entry, SAVED5, done);
        code.load(TEMP0, entry, 0);
        code.jumpIf(NOT_EQUAL, TEMP0, 0, bytes);
        code.add(entry, 8);
        code.jump(words);

        code.bind(bytes);
        code.load8(TEMP0, entry, 0);
        code.jumpIf(EQUAL, TEMP0, 0, nextByte);
        code.move(TEMP0, 0);
        code.store8(entry, 0, TEMP0);
        code.move(SAVED2, entry);
        code.move(TEMP0, PID_TABLE);
        code.subtract(SAVED2, TEMP0);
        code.call(killTree);
        code.bind(nextByte);
        code.add(entry, 1);
        code.move(TEMP0, entry);
        code.and(TEMP0, 7);
        code.jumpIf(NOT_EQUAL, TEMP0, 0, bytes);
        code.jump(words);
        code.bind(done);
    }

    /*
     * Orphans that left their process group are in no table of ours, but the kernel lists them. Every pid is followed by a
     * space, so a number that the end of the buffer cut is never taken for a pid; and a pid counts only if it is our child
     * (a /proc of another pid namespace would speak of others).
     */
    private void killListedChildren() {
        Register pid = SAVED2;
        Register text = SAVED4;
        Label next = new Label();
        Label separator = new Label();
        Label notOurs = new Label();
        Label done = new Label();
        arguments(AT_FDCWD, 0, O_CLOEXEC, 0);
        code.address(ARG1, childrenFile);
        code.syscall(Syscall.OPENAT);
        code.jumpIf(LESS, RESULT, 0, done);
        code.move(text, RESULT);
        code.move(ARG0, RESULT);
        code.move(ARG1, SpawnerImage.BUFFER_ADDRESS);
        code.move(ARG2, SpawnerImage.BUFFER_SIZE - 1);
        code.syscall(Syscall.READ);
        code.move(pid, RESULT);
        code.move(ARG0, text);
        code.syscall(Syscall.CLOSE);
        code.jumpIf(LESS, pid, 0, done);
        code.move(text, SpawnerImage.BUFFER_ADDRESS);
        code.add(pid, text);
        code.move(TEMP0, 0);
        code.store8(pid, 0, TEMP0);

        code.move(pid, 0);
        code.bind(next);
        code.load8(TEMP0, text, 0);
        code.add(text, 1);
        code.jumpIf(LESS, TEMP0, '0', separator);
        code.multiply(pid, 10);
        code.add(pid, TEMP0);
        code.add(pid, -'0');
        code.jump(next);

        code.bind(separator);
        code.jumpIf(EQUAL, TEMP0, 0, done);
        arguments(P_PID, 0, 0, WNOHANG_WEXITED_WNOWAIT, 0);
        code.move(ARG1, pid);
        code.syscall(Syscall.WAITID);
        code.jumpIf(LESS, RESULT, 0, notOurs);
        code.call(killTree);
        code.bind(notOurs);
        code.move(pid, 0);
        code.jump(next);
        code.bind(done);
    }

    private void pollSignals() {
        code.move(TEMP0, POLLIN);
        code.add(TEMP0, SIGNALFD);
        code.store(STATE, POLL_SIGNALS, TEMP0);
    }

    private void pidEntry(Register to, Register pid) {
        code.move(to, PID_TABLE);
        code.add(to, pid);
    }

    private void storeValue(int offset, long value) {
        code.move(TEMP0, value);
        code.store(STATE, offset, TEMP0);
    }

    private void call(Syscall call, long... arguments) {
        arguments(arguments);
        code.syscall(call);
    }

    private void arguments(long... values) {
        for (int i = 0; i < values.length; i++) {
            code.move(ARGUMENTS[i], values[i]);
        }
    }

    private static long in(int offset) {
        return STATE_ADDRESS + offset;
    }
}
