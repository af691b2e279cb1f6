// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/*
 * The few instructions that our executables are made of, under one name for both architectures, so that each program
 * is written (and read, and tested) once. Every method emits one to three machine instructions; values are 64 bits
 * wide unless the name says otherwise. There is no register allocation and no optimisation: programs are a few
 * hundred instructions and spend their time in the kernel.
 */
abstract class Assembler {
    private record Fixup(int position, Label target, Patch patch) {}

    /** Writes the distance from {@code position} to {@code target} into the instruction at {@code position}. */
    interface Patch {
        void apply(ByteBuffer code, int position, int target);
    }

    private final List<Fixup> fixups = new ArrayList<>();
    private ByteBuffer code = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    abstract Architecture architecture();

    abstract void move(Register to, Register from);

    abstract void move(Register to, long value);

    /** Loads the address of {@code label}, relative to the instruction pointer. */
    abstract void address(Register to, Label label);

    abstract void load(Register to, Register base, int offset);

    /** Loads 32 bits, zero-extended. */
    abstract void load32(Register to, Register base, int offset);

    /** Loads a byte, zero-extended. */
    abstract void load8(Register to, Register base, int offset);

    abstract void store(Register base, int offset, Register from);

    abstract void store32(Register base, int offset, Register from);

    abstract void store8(Register base, int offset, Register from);

    /** Makes the bits of {@code from} the first floating-point argument of a call. */
    abstract void moveToDouble0(Register from);

    abstract void add(Register to, Register value);

    abstract void add(Register to, int value);

    abstract void subtract(Register to, Register value);

    abstract void multiply(Register to, int factor);

    abstract void and(Register to, int mask);

    abstract void shiftLeft(Register to, int bits);

    abstract void negate(Register to);

    abstract void jump(Label target);

    abstract void jumpIf(Condition condition, Register left, Register right, Label target);

    abstract void jumpIf(Condition condition, Register left, int right, Label target);

    abstract void call(Label target);

    /** Calls the function whose address the loader stored at {@code slot}; it may be a variadic one. */
    abstract void callThrough(Label slot);

    /** Begins a function that calls others; it aligns the stack and keeps SAVED0 and SAVED1 for the caller. */
    abstract void enter();

    /** Returns from a function that began with {@link #enter}. */
    abstract void leave();

    /** Returns from a function that calls no other. */
    abstract void ret();

    /** System call with the number in {@code number}, which must not be an argument, and its arguments in place. */
    abstract void syscall(Register number);

    abstract void syscall(int number);

    final void syscall(Syscall call) {
        syscall(call.number(architecture()));
    }

    /** Binds {@code label} to the next instruction. */
    final void bind(Label label) {
        label.bind(code.position());
    }

    /** Places a NUL-terminated string here. */
    final void string(String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            emit8(b);
        }
        emit8(0);
        align(4);
    }

    final void align(int boundary) {
        while (code.position() % boundary != 0) {
            emit8(0);
        }
    }

    final int size() {
        return code.position();
    }

    /** Returns the machine code; all labels must be bound. */
    final byte[] toByteArray() {
        for (Fixup fixup : fixups) {
            fixup.patch.apply(code, fixup.position, fixup.target.offset());
        }
        byte[] result = new byte[code.position()];
        code.get(0, result);
        return result;
    }

    final void emit8(int value) {
        reserve(1).put((byte) value);
    }

    final void emit32(int value) {
        reserve(4).putInt(value);
    }

    final void emit64(long value) {
        reserve(8).putLong(value);
    }

    /** Has the instruction (or operand) at the current position patched once {@code target} is known. */
    final void fixup(Label target, Patch patch) {
        fixups.add(new Fixup(code.position(), target, patch));
    }

    private ByteBuffer reserve(int bytes) {
        if (code.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(code.capacity() * 2).order(ByteOrder.LITTLE_ENDIAN);
            code = larger.put(code.flip());
        }
        return code;
    }
}
