// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import java.nio.ByteBuffer;

/** Encodes for aarch64; the comments give the instruction in ARM syntax. */
final class A64Assembler extends Assembler {
    private static final int SCRATCH = 16;
    private static final int ZERO = 31;
    private static final int SYSCALL_NUMBER = 8;

    @Override
    Architecture architecture() {
        return Architecture.AARCH64;
    }

    @Override
    void move(Register to, Register from) {
        if (from == Register.STACK) { // add to, sp, #0
            emit32(0x9100_0000 | from.a64 << 5 | to.a64);
        } else if (to != from) {
            mov(to.a64, from.a64);
        }
    }

    @Override
    void move(Register to, long value) {
        movImmediate(to.a64, value);
    }

    @Override
    void address(Register to, Label label) { // adr to, label
        fixup(label, (code, position, target) -> {
            int distance = signed(target - position, 21);
            code.putInt(position, code.getInt(position) | (distance & 3) << 29 | (distance >> 2 & 0x7FFFF) << 5);
        });
        emit32(0x1000_0000 | to.a64);
    }

    @Override
    void load(Register to, Register base, int offset) { // ldr to, [base, #offset]
        memory(0xF940_0000, 3, to, base, offset);
    }

    @Override
    void load32(Register to, Register base, int offset) { // ldr to32, [base, #offset]
        memory(0xB940_0000, 2, to, base, offset);
    }

    @Override
    void load8(Register to, Register base, int offset) { // ldrb to32, [base, #offset]
        memory(0x3940_0000, 0, to, base, offset);
    }

    @Override
    void store(Register base, int offset, Register from) { // str from, [base, #offset]
        memory(0xF900_0000, 3, from, base, offset);
    }

    @Override
    void store32(Register base, int offset, Register from) { // str from32, [base, #offset]
        memory(0xB900_0000, 2, from, base, offset);
    }

    @Override
    void store8(Register base, int offset, Register from) { // strb from32, [base, #offset]
        memory(0x3900_0000, 0, from, base, offset);
    }

    @Override
    void moveToDouble0(Register from) { // fmov d0, from
        emit32(0x9E67_0000 | from.a64 << 5);
    }

    @Override
    void add(Register to, Register value) { // add to, to, value
        registers(0x8B00_0000, to.a64, to.a64, value.a64);
    }

    @Override
    void add(Register to, int value) {
        if (fitsImmediate(value)) { // add to, to, #value
            emit32(0x9100_0000 | value << 10 | to.a64 << 5 | to.a64);
        } else if (fitsImmediate(-value)) { // sub to, to, #-value
            emit32(0xD100_0000 | -value << 10 | to.a64 << 5 | to.a64);
        } else {
            movImmediate(SCRATCH, value);
            registers(0x8B00_0000, to.a64, to.a64, SCRATCH);
        }
    }

    @Override
    void subtract(Register to, Register value) { // sub to, to, value
        registers(0xCB00_0000, to.a64, to.a64, value.a64);
    }

    @Override
    void multiply(Register to, int factor) { // mul to, to, scratch
        movImmediate(SCRATCH, factor);
        registers(0x9B00_7C00, to.a64, to.a64, SCRATCH);
    }

    @Override
    void and(Register to, int mask) { // and to, to, scratch
        movImmediate(SCRATCH, mask);
        registers(0x8A00_0000, to.a64, to.a64, SCRATCH);
    }

    @Override
    void shiftLeft(Register to, int bits) { // lsl to, to, #bits
        emit32(0xD340_0000 | ((64 - bits) & 63) << 16 | (63 - bits) << 10 | to.a64 << 5 | to.a64);
    }

    @Override
    void negate(Register to) { // neg to, to
        registers(0xCB00_0000, to.a64, ZERO, to.a64);
    }

    @Override
    void jump(Label target) { // b target
        branch26(0x1400_0000, target);
    }

    @Override
    void jumpIf(Condition condition, Register left, Register right, Label target) {
        registers(0xEB00_0000, ZERO, left.a64, right.a64); // cmp left, right
        branchIf(condition, target);
    }

    @Override
    void jumpIf(Condition condition, Register left, int right, Label target) {
        if (fitsImmediate(right)) { // cmp left, #right
            emit32(0xF100_0000 | right << 10 | left.a64 << 5 | ZERO);
        } else { // cmp left, scratch
            movImmediate(SCRATCH, right);
            registers(0xEB00_0000, ZERO, left.a64, SCRATCH);
        }
        branchIf(condition, target);
    }

    @Override
    void call(Label target) { // bl target
        branch26(0x9400_0000, target);
    }

    @Override
    void callThrough(Label slot) { // ldr scratch, slot; blr scratch
        fixup(slot, A64Assembler::patch19);
        emit32(0x5800_0000 | SCRATCH);
        emit32(0xD63F_0000 | SCRATCH << 5);
    }

    @Override
    void enter() { // stp x29, x30, [sp, #-32]!; stp saved0, saved1, [sp, #16]
        emit32(0xA9BE_7BFD);
        emit32(0xA901_03E0 | Register.SAVED1.a64 << 10 | Register.SAVED0.a64);
    }

    @Override
    void leave() { // ldp saved0, saved1, [sp, #16]; ldp x29, x30, [sp], #32; ret
        emit32(0xA941_03E0 | Register.SAVED1.a64 << 10 | Register.SAVED0.a64);
        emit32(0xA8C2_7BFD);
        ret();
    }

    @Override
    void ret() { // ret
        emit32(0xD65F_03C0);
    }

    @Override
    void syscall(Register number) {
        mov(SYSCALL_NUMBER, number.a64);
        svc();
    }

    @Override
    void syscall(int number) {
        movImmediate(SYSCALL_NUMBER, number);
        svc();
    }

    private void svc() { // svc #0
        emit32(0xD400_0001);
    }

    private void mov(int to, int from) { // mov to, from
        registers(0xAA00_0000, to, ZERO, from);
    }

    private void movImmediate(int to, long value) {
        if (value < 0 && value >= -0x1_0000) { // movn to, #~value
            emit32(0x9280_0000 | (int) ~value << 5 | to);
            return;
        }
        emit32(0xD280_0000 | (int) (value & 0xFFFF) << 5 | to); // movz to, #value
        for (int part = 1; part < 4; part++) {
            int bits = (int) ((value >>> (16 * part)) & 0xFFFF);
            if (bits != 0) { // movk to, #bits, lsl #(16 * part)
                emit32(0xF280_0000 | part << 21 | bits << 5 | to);
            }
        }
    }

    private void registers(int opcode, int to, int left, int right) {
        emit32(opcode | right << 16 | left << 5 | to);
    }

    private void memory(int opcode, int scale, Register value, Register base, int offset) {
        int scaled = offset >> scale;
        if (!fitsImmediate(scaled) || scaled << scale != offset) {
            throw new IllegalArgumentException("offset " + offset + " cannot be encoded");
        }
        emit32(opcode | scaled << 10 | base.a64 << 5 | value.a64);
    }

    private void branch26(int opcode, Label target) {
        fixup(target, (code, position, offset) -> {
            int distance = signed((offset - position) >> 2, 26);
            code.putInt(position, code.getInt(position) | (distance & 0x3FF_FFFF));
        });
        emit32(opcode);
    }

    private void branchIf(Condition condition, Label target) { // b.condition target
        fixup(target, A64Assembler::patch19);
        emit32(0x5400_0000 | condition.a64);
    }

    private static void patch19(ByteBuffer code, int position, int target) {
        int distance = signed((target - position) >> 2, 19);
        code.putInt(position, code.getInt(position) | (distance & 0x7FFFF) << 5);
    }

    private static int signed(int value, int bits) {
        if (value << (32 - bits) >> (32 - bits) != value) {
            throw new IllegalStateException("distance " + value + " does not fit in " + bits + " bits");
        }
        return value;
    }

    private static boolean fitsImmediate(int value) {
        return value >= 0 && value < 4096;
    }
}
