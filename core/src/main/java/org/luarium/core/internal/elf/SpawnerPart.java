// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.luarium.core.internal.elf.Register.ARGUMENTS;
import static org.luarium.core.internal.elf.Register.SAVED0;
import static org.luarium.core.internal.elf.Register.SAVED1;
import static org.luarium.core.internal.elf.Register.SAVED3;
import static org.luarium.core.internal.elf.Register.TEMP0;

/*
 * What the parts of the spawner's program share: the layout of its memory, the roles of its registers, and the
 * handling of system calls. All memory is one bss segment at a constant address; there is no stack use beyond return
 * addresses.
 *
 * pid table: one byte for each pid that Linux can have on a 64-bit kernel. 4 MiB of bss, of which a page is touched
 * for 4,096 consecutive pids; no search, no limit of its own.
 */
abstract class SpawnerPart {
    static final long STATE_ADDRESS = 0x1000_0000L;
    static final int PID_TABLE_SIZE = 1 << 22;
    private static final int PID_TABLE_OFFSET = 0x2_0000;
    static final int STATE_SIZE = PID_TABLE_OFFSET + PID_TABLE_SIZE;
    static final long PID_TABLE = STATE_ADDRESS + PID_TABLE_OFFSET;

    static final int EVENT = 0;
    static final int HEADER = 32;
    static final int FAILED_STEP = 48;
    static final int FAILED_VALUE = 56;
    static final int POLL_REQUESTS = 64;
    static final int POLL_SIGNALS = 72;
    static final int TIMEOUT = 80;
    static final int SIGNAL_MASK = 96;
    static final int WAIT_STATUS = 104;
    static final int SIGNAL_INFO = 128;
    static final int USAGE = 256;
    static final int SIGNALS_READ = 1024;
    static final int SIGNALS_READ_SIZE = 1024;

    static final long POLLIN = 1L << 32;
    static final int POLLIN_ONLY = 1; // events = POLLIN, revents = 0, read as one u32

    static final Register STATE = SAVED0;
    static final Register SIGNALFD = SAVED1;

    /** What the program exits with, once it is shutting down. */
    static final Register EXIT_CODE = SAVED3;

    final Assembler code;

    SpawnerPart(Assembler code) {
        this.code = code;
    }

    final void pollSignals() {
        code.move(TEMP0, POLLIN);
        code.add(TEMP0, SIGNALFD);
        code.store(STATE, POLL_SIGNALS, TEMP0);
    }

    final void pidEntry(Register to, Register pid) {
        code.move(to, PID_TABLE);
        code.add(to, pid);
    }

    final void storeValue(int offset, long value) {
        code.move(TEMP0, value);
        code.store(STATE, offset, TEMP0);
    }

    final void call(Syscall call, long... arguments) {
        arguments(arguments);
        code.syscall(call);
    }

    final void arguments(long... values) {
        for (int i = 0; i < values.length; i++) {
            code.move(ARGUMENTS[i], values[i]);
        }
    }

    final void readyEvent() {
        storeValue(EVENT, SpawnerImage.EVENT_READY);
        storeValue(EVENT + 8, SpawnerImage.PROTOCOL_VERSION);
        storeValue(EVENT + 16, SpawnerImage.BUFFER_ADDRESS);
        storeValue(EVENT + 24, 0);
    }

    static long in(int offset) {
        return STATE_ADDRESS + offset;
    }
}
