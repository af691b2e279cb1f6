// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.luarium.core.internal.elf.Condition.EQUAL;
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
import static org.luarium.core.internal.elf.Register.SAVED2;
import static org.luarium.core.internal.elf.Register.SAVED3;
import static org.luarium.core.internal.elf.Register.SAVED4;
import static org.luarium.core.internal.elf.Register.SAVED5;
import static org.luarium.core.internal.elf.Register.TEMP0;
import static org.luarium.core.internal.elf.Register.TEMP1;

/*
 * The program of the spawner: start, main loop, requests.
 *
 * CLONE_VM | CLONE_VFORK: the child runs on the parent's memory and stack while the parent is suspended, and both
 * have their own registers. That is safe because the parent keeps everything it needs in registers, and because the
 * child only pushes below the stack pointer that the parent had when it cloned. What it costs: nothing that grows
 * with the JVM or with the number of children.
 */
final class SpawnerCode extends SpawnerPart {
    private static final int HEADER_SIZE = 16;
    private static final int CALL_SIZE = SyscallProgram.CALL_SIZE;
    private static final int MAX_CALLS = SpawnerImage.BUFFER_SIZE / CALL_SIZE;

    private static final int EINTR = -4;
    private static final int SMALLEST_ERRNO = -4095;
    private static final int SIGCHLD = 17;
    private static final int[] BLOCKED_SIGNALS = {1 /* HUP */, 2 /* INT */, 3 /* QUIT */, 13 /* PIPE */, SIGCHLD};
    private static final int SIGNAL_SET_SIZE = 8;
    private static final int NONBLOCK_CLOEXEC = 0x8_0800;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int CLONE_VM_VFORK_SIGCHLD = 0x100 | 0x4000 | SIGCHLD;

    private static final int NAMESPACES = SyscallProgram.NAMESPACES;

    private static final int EXIT_NO_SIGNALFD = 3;
    private static final int EXIT_CHILD_FAILED = 127;

    private final Label loop = new Label();
    private final Label readFully = new Label();
    private final Label writeEvent = new Label();
    private final Label perform = new Label();
    private final SpawnerReaper reaper;
    private final boolean keeper;

    /** @param keeper whether it waits for another JVM when one has gone, instead of ending */
    SpawnerCode(Assembler code, boolean keeper) {
        super(code);
        this.keeper = keeper;
        this.reaper = new SpawnerReaper(code, writeEvent, keeper);
    }

    void emit() {
        start();
        if (keeper) {
            new KeeperConnection(code, reaper, writeEvent).emit();
        } else {
            ready();
        }
        mainLoop();
        request();
        readFully();
        writeEvent();
        perform();
        reaper.emit();
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
        code.move(EXIT_CODE, EXIT_NO_SIGNALFD);
        code.jumpIf(LESS, RESULT, 0, reaper.shutdown);
        code.move(SIGNALFD, RESULT);
        call(Syscall.FCNTL, 0, F_SETFD, FD_CLOEXEC);
        call(Syscall.FCNTL, 1, F_SETFD, FD_CLOEXEC);
        call(Syscall.PRCTL, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        call(Syscall.SETSID);
    }

    private void ready() {
        readyEvent();
        code.call(writeEvent);
    }

    private void mainLoop() {
        Label noSignals = new Label();
        code.bind(loop);
        storeValue(POLL_REQUESTS, POLLIN);
        pollSignals();
        call(Syscall.PPOLL, in(POLL_REQUESTS), 2, 0, 0, 0);
        code.jumpIf(EQUAL, RESULT, EINTR, loop);
        code.jumpIf(LESS, RESULT, 0, reaper.closed);
        // Deaths first, so that a request never names a pid that is already free for reuse.
        code.load32(TEMP0, STATE, POLL_SIGNALS + 4);
        code.jumpIf(EQUAL, TEMP0, POLLIN_ONLY, noSignals);
        code.call(reaper.reap);
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
        code.jumpIf(UNSIGNED_GREATER, length, SpawnerImage.BUFFER_SIZE, reaper.malformed);
        code.load32(count, STATE, HEADER + 12);
        code.jumpIf(UNSIGNED_GREATER, count, MAX_CALLS, reaper.malformed);
        code.move(TEMP0, count);
        code.shiftLeft(TEMP0, 6);
        code.jumpIf(UNSIGNED_GREATER, TEMP0, length, reaper.malformed);
        code.move(SAVED4, SpawnerImage.BUFFER_ADDRESS);
        code.move(SAVED5, length);
        code.call(readFully);
        code.load32(TEMP0, STATE, HEADER + 8);
        code.and(TEMP0, ~NAMESPACES);
        code.jumpIf(EQUAL, TEMP0, SyscallProgram.RUN_IN_CHILD, inChild);
        code.jumpIf(NOT_EQUAL, TEMP0, SyscallProgram.RUN_HERE, reaper.malformed);
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
        arguments(0, 0, 0, 0, 0);
        code.load32(ARG0, STATE, HEADER + 8);
        code.and(ARG0, NAMESPACES);
        code.add(ARG0, CLONE_VM_VFORK_SIGCHLD);
        code.syscall(Syscall.CLONE);
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
        code.jumpIf(LESS_OR_EQUAL, RESULT, 0, reaper.closed);
        code.add(SAVED4, RESULT);
        code.subtract(SAVED5, RESULT);
        code.jump(next);
    }

    /** Performs SAVED3 calls: SAVED2 becomes the last result, SAVED5 the number of calls that went as they should. */
    private void perform() {
        Label next = new Label();
        Label more = new Label();
        Label succeeded = new Label();
        Label goOn = new Label();
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
        code.and(TEMP0, SyscallProgram.IGNORE_ERROR | SyscallProgram.EXPECT_ERROR);
        code.jumpIf(NOT_EQUAL, TEMP0, 0, goOn);
        code.ret();
        code.bind(succeeded);
        code.load(TEMP0, SAVED4, CALL_SIZE - 8);
        code.and(TEMP0, SyscallProgram.EXPECT_ERROR);
        code.jumpIf(EQUAL, TEMP0, 0, goOn);
        code.ret();
        code.bind(goOn);
        code.add(SAVED4, CALL_SIZE);
        code.add(SAVED5, 1);
        code.jump(next);
    }
}
