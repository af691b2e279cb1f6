// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.luarium.core.internal.elf.Condition.LESS;
import static org.luarium.core.internal.elf.Condition.LESS_OR_EQUAL;
import static org.luarium.core.internal.elf.Condition.NOT_EQUAL;
import static org.luarium.core.internal.elf.Register.ARG1;
import static org.luarium.core.internal.elf.Register.RESULT;

/*
 * The part of a keeper's program that waits for a JVM.
 *
 * Opening the FIFO of requests anew each time is what throws away half a request: the kernel drops what a FIFO holds
 * when nobody has it open. Not blocking in that open, but in a bounded wait after it, is what lets a keeper notice
 * that it has become useless. Each lost JVM leaves a return address on the stack, of which there is room for a
 * million.
 */
final class KeeperConnection extends SpawnerPart {
    private static final int AT_FDCWD = -100;
    private static final int READ_NONBLOCK_CLOEXEC = 0x8_0800;
    private static final int WRITE_NONBLOCK_CLOEXEC = 0x8_0801;
    private static final int F_SETFL = 4;
    private static final int P_ALL = 0;
    private static final int PATIENCE_SECONDS = 10;

    private final SpawnerReaper reaper;
    private final Label writeEvent;

    KeeperConnection(Assembler code, SpawnerReaper reaper, Label writeEvent) {
        super(code);
        this.reaper = reaper;
        this.writeEvent = writeEvent;
    }

    void emit() {
        Label connect = new Label();
        Label requests = new Label();
        Label events = new Label();
        code.jump(connect);
        code.bind(requests);
        code.string(SpawnerImage.REQUESTS);
        code.bind(events);
        code.string(SpawnerImage.EVENTS);

        code.bind(reaper.closed);
        code.bind(reaper.malformed);
        code.move(EXIT_CODE, 0);
        call(Syscall.WAITID, P_ALL, 0, in(SIGNAL_INFO), SpawnerReaper.WNOHANG_WEXITED_WNOWAIT, 0);
        code.jumpIf(LESS, RESULT, 0, reaper.shutdown);

        code.bind(connect);
        code.move(EXIT_CODE, 0);
        call(Syscall.CLOSE, 0);
        call(Syscall.CLOSE, 1);
        open(requests, READ_NONBLOCK_CLOEXEC);
        code.jumpIf(NOT_EQUAL, RESULT, 0, reaper.shutdown);
        storeValue(POLL_REQUESTS, POLLIN);
        storeValue(TIMEOUT, PATIENCE_SECONDS);
        storeValue(TIMEOUT + 8, 0);
        call(Syscall.PPOLL, in(POLL_REQUESTS), 1, in(TIMEOUT), 0, 0);
        code.jumpIf(LESS_OR_EQUAL, RESULT, 0, reaper.closed);
        open(events, WRITE_NONBLOCK_CLOEXEC);
        code.jumpIf(NOT_EQUAL, RESULT, 1, reaper.closed);
        call(Syscall.FCNTL, 0, F_SETFL, 0);
        call(Syscall.FCNTL, 1, F_SETFL, 0);
        readyEvent();
        code.call(writeEvent);
        code.call(reaper.reap);
    }

    private void open(Label name, int flags) {
        arguments(AT_FDCWD, 0, flags, 0);
        code.address(ARG1, name);
        code.syscall(Syscall.OPENAT);
    }
}
