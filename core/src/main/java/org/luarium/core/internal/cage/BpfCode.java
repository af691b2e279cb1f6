// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Assembles a filter in classic BPF, as {@code struct sock_filter[]} in little-endian order. Not thread-safe.
 *
 * <p>BPF jumps forward only and at most 255 instructions far. Hence blocks and answers, which many places jump to, come
 * after the code that does.
 */
final class BpfCode {
    static final int INSTRUCTION_SIZE = 8;

    /** Offsets in the {@code struct seccomp_data} that a filter reads. */
    static final int NUMBER = 0;

    static final int ARCHITECTURE = 4;

    private static final int ARGUMENTS = 16;
    private static final int MAX_DISTANCE = 255;

    enum Test {
        EQUAL(0x15),
        GREATER_OR_EQUAL(0x35),
        ANY_BIT(0x45);

        private final int opcode;

        Test(int opcode) {
            this.opcode = opcode;
        }
    }

    private static final int LOAD = 0x20;
    private static final int AND = 0x54;
    private static final int RETURN = 0x06;

    /** A place in the code. */
    static final class Target {
        private int position;
    }

    /** Code that is not in the place where it is jumped to from, and which ends in a jump or an answer. */
    interface Block {
        void emit(BpfCode code);
    }

    private record Instruction(int opcode, int value, Target yes, Target no) {}

    private record Pending(Target target, Block block) {}

    /** Stands for the next instruction, whichever it is. */
    static final Target NEXT = new Target();

    private final List<Instruction> instructions = new ArrayList<>();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final Map<Integer, Target> answers = new LinkedHashMap<>();

    static int argumentLow(int index) {
        return ARGUMENTS + index * Long.BYTES;
    }

    static int argumentHigh(int index) {
        return argumentLow(index) + Integer.BYTES;
    }

    void load(int offset) {
        add(LOAD, offset, NEXT, NEXT);
    }

    void and(int mask) {
        add(AND, mask, NEXT, NEXT);
    }

    /** Compares what was loaded, unsigned, with {@code value}. */
    void jump(Test test, int value, Target yes, Target no) {
        add(test.opcode, value, yes, no);
    }

    void bind(Target target) {
        target.position = instructions.size();
    }

    /** Returns where the filter answers {@code verdict}. */
    Target answer(int verdict) {
        return answers.computeIfAbsent(verdict, key -> new Target());
    }

    /** Returns where {@code block} will be. */
    Target block(Block block) {
        Target target = new Target();
        pending.add(new Pending(target, block));
        return target;
    }

    /** Places what is pending and returns the filter. */
    byte[] toByteArray() {
        for (Pending next = pending.poll(); next != null; next = pending.poll()) {
            bind(next.target());
            next.block().emit(this);
        }
        answers.forEach((verdict, target) -> {
            bind(target);
            add(RETURN, verdict, NEXT, NEXT);
        });
        ByteBuffer code =
                ByteBuffer.allocate(instructions.size() * INSTRUCTION_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            code.putShort((short) instruction.opcode())
                    .put(distance(i, instruction.yes()))
                    .put(distance(i, instruction.no()))
                    .putInt(instruction.value());
        }
        return code.array();
    }

    private void add(int opcode, int value, Target yes, Target no) {
        instructions.add(new Instruction(opcode, value, yes, no));
    }

    private static byte distance(int from, Target to) {
        int distance = to == NEXT ? 0 : to.position - from - 1;
        if (distance < 0 || distance > MAX_DISTANCE) {
            throw new IllegalStateException("jump of " + distance + " instructions at " + from);
        }
        return (byte) distance;
    }
}
