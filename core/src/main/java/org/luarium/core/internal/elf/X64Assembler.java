// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

/** Encodes for x86_64; the comments give the instruction in Intel syntax. */
final class X64Assembler extends Assembler {
    private static final int RAX = 0;
    private static final int RCX = 1;
    private static final int R10 = 10;

    @Override
    Architecture architecture() {
        return Architecture.X86_64;
    }

    @Override
    void move(Register to, Register from) {
        if (to != from) {
            mov(to.x64, from.x64);
        }
    }

    @Override
    void move(Register to, long value) {
        movImmediate(to.x64, value);
    }

    @Override
    void address(Register to, Label label) { // lea to, [rip + label]
        rex(true, to.x64, 0);
        emit8(0x8D);
        emit8(0x05 | (to.x64 & 7) << 3);
        relative32(label);
    }

    @Override
    void load(Register to, Register base, int offset) { // mov to, [base + offset]
        memory(true, 0x8B, to.x64, base.x64, offset);
    }

    @Override
    void load32(Register to, Register base, int offset) { // mov to32, [base + offset]
        memory(false, 0x8B, to.x64, base.x64, offset);
    }

    @Override
    void load8(Register to, Register base, int offset) { // movzx to, byte [base + offset]
        rex(true, to.x64, base.x64);
        emit8(0x0F);
        emit8(0xB6);
        baseAndOffset(to.x64, base.x64, offset);
    }

    @Override
    void store(Register base, int offset, Register from) { // mov [base + offset], from
        memory(true, 0x89, from.x64, base.x64, offset);
    }

    @Override
    void store32(Register base, int offset, Register from) { // mov [base + offset], from32
        memory(false, 0x89, from.x64, base.x64, offset);
    }

    @Override
    void store8(Register base, int offset, Register from) { // mov byte [base + offset], from8
        memory(false, 0x88, from.x64, base.x64, offset);
    }

    @Override
    void moveToDouble0(Register from) { // movq xmm0, from
        emit8(0x66);
        rex(true, 0, from.x64);
        emit8(0x0F);
        emit8(0x6E);
        emit8(0xC0 | (from.x64 & 7));
    }

    @Override
    void add(Register to, Register value) { // add to, value
        registers(0x01, value.x64, to.x64);
    }

    @Override
    void add(Register to, int value) { // add to, value
        immediate(0, to.x64, value);
    }

    @Override
    void subtract(Register to, Register value) { // sub to, value
        registers(0x29, value.x64, to.x64);
    }

    @Override
    void multiply(Register to, int factor) { // imul to, to, factor
        registers(0x69, to.x64, to.x64);
        emit32(factor);
    }

    @Override
    void and(Register to, int mask) { // and to, mask
        immediate(4, to.x64, mask);
    }

    @Override
    void shiftLeft(Register to, int bits) { // shl to, bits
        registers(0xC1, 4, to.x64);
        emit8(bits);
    }

    @Override
    void negate(Register to) { // neg to
        registers(0xF7, 3, to.x64);
    }

    @Override
    void jump(Label target) { // jmp target
        emit8(0xE9);
        relative32(target);
    }

    @Override
    void jumpIf(Condition condition, Register left, Register right, Label target) { // cmp left, right; jcc target
        registers(0x39, right.x64, left.x64);
        jcc(condition, target);
    }

    @Override
    void jumpIf(Condition condition, Register left, int right, Label target) { // cmp left, right; jcc target
        immediate(7, left.x64, right);
        jcc(condition, target);
    }

    @Override
    void call(Label target) { // call target
        emit8(0xE8);
        relative32(target);
    }

    @Override
    void callThrough(Label slot) { // xor eax, eax; call [rip + slot]
        registers(0x31, RAX, RAX); // no vector registers in the call, should it be a variadic one
        emit8(0xFF);
        emit8(0x15);
        relative32(slot);
    }

    /* The call left the stack 8 bytes off the 16 that the C convention wants. */
    @Override
    void enter() { // push saved0; push saved1; sub rsp, 8
        emit8(0x50 | Register.SAVED0.x64);
        emit8(0x50 | Register.SAVED1.x64);
        immediate(5, Register.STACK.x64, 8);
    }

    @Override
    void leave() { // add rsp, 8; pop saved1; pop saved0; ret
        immediate(0, Register.STACK.x64, 8);
        emit8(0x58 | Register.SAVED1.x64);
        emit8(0x58 | Register.SAVED0.x64);
        ret();
    }

    @Override
    void ret() { // ret
        emit8(0xC3);
    }

    @Override
    void syscall(Register number) {
        mov(RAX, number.x64);
        kernelEntry();
    }

    @Override
    void syscall(int number) {
        movImmediate(RAX, number);
        kernelEntry();
    }

    /* The kernel takes the fourth argument in r10, because the instruction itself overwrites rcx. */
    private void kernelEntry() { // mov r10, rcx; syscall
        mov(R10, RCX);
        emit8(0x0F);
        emit8(0x05);
    }

    private void mov(int to, int from) { // mov to, from
        registers(0x89, from, to);
    }

    private void movImmediate(int to, long value) {
        if (value >= 0 && value <= 0xFFFF_FFFFL) { // mov to32, value
            rex(false, 0, to);
            emit8(0xB8 | (to & 7));
            emit32((int) value);
        } else if (value == (int) value) { // mov to, value
            registers(0xC7, 0, to);
            emit32((int) value);
        } else { // movabs to, value
            rex(true, 0, to);
            emit8(0xB8 | (to & 7));
            emit64(value);
        }
    }

    private void jcc(Condition condition, Label target) {
        emit8(0x0F);
        emit8(0x80 | condition.x64);
        relative32(target);
    }

    private void relative32(Label target) {
        fixup(target, (code, position, offset) -> code.putInt(position, offset - (position + 4)));
        emit32(0);
    }

    private void registers(int opcode, int reg, int rm) {
        rex(true, reg, rm);
        emit8(opcode);
        emit8(0xC0 | (reg & 7) << 3 | (rm & 7));
    }

    private void immediate(int operation, int to, int value) {
        registers(0x81, operation, to);
        emit32(value);
    }

    private void memory(boolean wide, int opcode, int reg, int base, int offset) {
        rex(wide, reg, base);
        emit8(opcode);
        baseAndOffset(reg, base, offset);
    }

    private void baseAndOffset(int reg, int base, int offset) {
        emit8(0x80 | (reg & 7) << 3 | (base & 7));
        if ((base & 7) == Register.STACK.x64) {
            emit8(0x24); // rsp and r12 are only expressible through a SIB byte
        }
        emit32(offset);
    }

    /* Always present, even when empty: without it a byte store of rsi or rdi would mean dh or bh. */
    private void rex(boolean wide, int reg, int rm) {
        emit8(0x40 | (wide ? 8 : 0) | (reg >> 3) << 2 | (rm >> 3));
    }
}
