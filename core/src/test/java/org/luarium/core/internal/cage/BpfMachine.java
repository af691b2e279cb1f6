// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs filters as the kernel does, as far as filters of seccomp go. */
final class BpfMachine {
    private static final int DATA_SIZE = 64;

    /** What a filter answered, and after how many instructions. */
    record Answer(int verdict, int steps) {}

    private final ByteBuffer filter;
    private final int architecture;

    BpfMachine(byte[] filter, int architecture) {
        this.filter = ByteBuffer.wrap(filter).order(ByteOrder.LITTLE_ENDIAN);
        this.architecture = architecture;
    }

    Answer run(int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(DATA_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(number).putInt(architecture).putLong(0x7f00_0000_1234L);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        int accumulator = 0;
        int next = 0;
        for (int steps = 1; ; steps++) {
            int at = next * 8;
            int opcode = filter.getShort(at);
            int yes = filter.get(at + 2) & 0xFF;
            int no = filter.get(at + 3) & 0xFF;
            int value = filter.getInt(at + 4);
            next++;
            switch (opcode) {
                case 0x20 -> accumulator = data.getInt(value);
                case 0x54 -> accumulator &= value;
                case 0x15 -> next += accumulator == value ? yes : no;
                case 0x35 -> next += Integer.compareUnsigned(accumulator, value) >= 0 ? yes : no;
                case 0x45 -> next += (accumulator & value) != 0 ? yes : no;
                case 0x06 -> {
                    return new Answer(value, steps);
                }
                default -> throw new IllegalStateException("opcode " + opcode + " at " + (next - 1));
            }
        }
    }
}
