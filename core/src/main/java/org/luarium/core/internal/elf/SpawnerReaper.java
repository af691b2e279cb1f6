// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.luarium.core.internal.elf.Condition.EQUAL;
import static org.luarium.core.internal.elf.Condition.GREATER;
import static org.luarium.core.internal.elf.Condition.LESS;
import static org.luarium.core.internal.elf.Condition.NOT_EQUAL;
import static org.luarium.core.internal.elf.Register.ARG0;
import static org.luarium.core.internal.elf.Register.ARG1;
import static org.luarium.core.internal.elf.Register.ARG2;
import static org.luarium.core.internal.elf.Register.RESULT;
import static org.luarium.core.internal.elf.Register.SAVED2;
import static org.luarium.core.internal.elf.Register.SAVED4;
import static org.luarium.core.internal.elf.Register.SAVED5;
import static org.luarium.core.internal.elf.Register.TEMP0;
import static org.luarium.core.internal.elf.Register.TEMP1;

/*
 * The part of the spawner's program that deals with dead children, and with its own end.
 *
 * A child is looked at with WNOWAIT before it is reaped: while it is a zombie its pid, and so the id of its process
 * group, cannot be given to anyone else, and kill(-pid) hits what the child left behind and nothing else.
 */
final class SpawnerReaper extends SpawnerPart {
    private static final int SIGKILL = 9;
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int AT_FDCWD = -100;
    private static final int P_ALL = 0;
    private static final int P_PID = 1;
    static final int WNOHANG_WEXITED_WNOWAIT = 1 | 4 | 0x0100_0000;

    private static final int EXIT_CLOSED = 0;
    private static final int EXIT_MALFORMED = 2;

    private static final int ROUND_NANOSECONDS = 200_000_000;
    private static final int ROUNDS = 65_536;
    private static final int IDLE_ROUND = 4_096; // counts as so many rounds: at most 16 of them

    /** To call: reaps every dead child; RESULT is negative afterwards when there are no children at all. */
    final Label reap = new Label();

    /** To jump to: there are no more requests, or nobody reads events. */
    final Label closed = new Label();

    /** To jump to: the request makes no sense. */
    final Label malformed = new Label();

    /** To jump to: the end, with an exit code. */
    final Label shutdown = new Label();

    private final Label writeEvent;
    private final boolean keeper;
    private final Label killTree = new Label();
    private final Label childrenFile = new Label();

    /** @param keeper whether the end of requests is not the end: then {@link #closed} and {@link #malformed} are bound elsewhere */
    SpawnerReaper(Assembler code, Label writeEvent, boolean keeper) {
        super(code);
        this.keeper = keeper;
        this.writeEvent = writeEvent;
    }

    void emit() {
        reap();
        killTree();
        shutdown();
        code.bind(childrenFile);
        code.string("/proc/thread-self/children");
    }

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
        if (!keeper) {
            code.bind(closed);
            code.move(EXIT_CODE, EXIT_CLOSED);
            code.jump(shutdown);
            code.bind(malformed);
            code.move(EXIT_CODE, EXIT_MALFORMED);
        }
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
        code.move(ARG0, EXIT_CODE);
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
     * Orphans that left their process group are in no table of ours, but the kernel lists them. Every pid is followed
     * by a space, so a number that the end of the buffer cut is never taken for a pid; and a pid counts only if it is
     * our child (a /proc of another pid namespace would speak of others).
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
}
