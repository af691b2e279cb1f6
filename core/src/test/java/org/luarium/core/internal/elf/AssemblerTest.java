// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.luarium.core.internal.elf.Register.ARG0;
import static org.luarium.core.internal.elf.Register.ARG1;
import static org.luarium.core.internal.elf.Register.ARG2;
import static org.luarium.core.internal.elf.Register.ARG4;
import static org.luarium.core.internal.elf.Register.ARG5;
import static org.luarium.core.internal.elf.Register.RESULT;
import static org.luarium.core.internal.elf.Register.SAVED0;
import static org.luarium.core.internal.elf.Register.SAVED1;
import static org.luarium.core.internal.elf.Register.SAVED2;
import static org.luarium.core.internal.elf.Register.SAVED3;
import static org.luarium.core.internal.elf.Register.SAVED4;
import static org.luarium.core.internal.elf.Register.SAVED5;
import static org.luarium.core.internal.elf.Register.STACK;
import static org.luarium.core.internal.elf.Register.TEMP0;
import static org.luarium.core.internal.elf.Register.TEMP1;

import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Compares with the encodings of the GNU assembler. */
final class AssemblerTest {
    @Test
    void encodesForX64() {
        x64("4c89fb", code -> code.move(SAVED0, SAVED5));
        x64("", code -> code.move(SAVED0, SAVED0));
        x64("41bc00100000", code -> code.move(SAVED2, 4096));
        x64("48c7c7ffffffff", code -> code.move(ARG0, -1));
        x64("49baefcdab8967452301", code -> code.move(TEMP0, 0x0123_4567_89AB_CDEFL));
        x64("498b842408000000", code -> code.load(RESULT, SAVED2, 8));
        x64("408bb310000000", code -> code.load32(ARG1, SAVED0, 16));
        x64("4d0fb69e01000000", code -> code.load8(TEMP1, SAVED4, 1));
        x64("4c898c2408000000", code -> code.store(STACK, 8, ARG5));
        x64("40899504000000", code -> code.store32(SAVED1, 4, ARG2));
        x64("4088bb03000000", code -> code.store8(SAVED0, 3, ARG0));
        x64("4901c5", code -> code.add(SAVED3, RESULT));
        x64("4d29d0", code -> code.subtract(ARG4, TEMP0));
        x64("4d69e440420f00", code -> code.multiply(SAVED2, 1_000_000));
        x64("49c1e306", code -> code.shiftLeft(TEMP1, 6));
        x64("48f7df", code -> code.negate(ARG0));
        x64("66490f6ec2", code -> code.moveToDouble0(TEMP0));
        x64("40b8000000004989ca0f05", code -> code.syscall(0));
        x64("4d39ef0f8500000000", code -> {
            Label next = new Label();
            code.jumpIf(Condition.NOT_EQUAL, SAVED5, SAVED3, next);
            code.bind(next);
        });
        x64("e9fbffffff", code -> {
            Label here = new Label();
            code.bind(here);
            code.jump(here);
        });
    }

    @Test
    void encodesForA64() {
        a64("aa1803f3", code -> code.move(SAVED0, SAVED5));
        a64("910003e2", code -> code.move(ARG2, STACK));
        a64("d2820015", code -> code.move(SAVED2, 4096));
        a64("92800000", code -> code.move(ARG0, -1));
        a64("d299bde9 f2b13569 f2c8ace9 f2e02469", code -> code.move(TEMP0, 0x0123_4567_89AB_CDEFL));
        a64("f94006a0", code -> code.load(RESULT, SAVED2, 8));
        a64("b9401261", code -> code.load32(ARG1, SAVED0, 16));
        a64("394006ea", code -> code.load8(TEMP1, SAVED4, 1));
        a64("f90007e5", code -> code.store(STACK, 8, ARG5));
        a64("b9000682", code -> code.store32(SAVED1, 4, ARG2));
        a64("39000e60", code -> code.store8(SAVED0, 3, ARG0));
        a64("8b0002d6", code -> code.add(SAVED3, RESULT));
        a64("91001ed6", code -> code.add(SAVED3, 7));
        a64("d10006d6", code -> code.add(SAVED3, -1));
        a64("cb090084", code -> code.subtract(ARG4, TEMP0));
        a64("d37ae54a", code -> code.shiftLeft(TEMP1, 6));
        a64("cb0003e0", code -> code.negate(ARG0));
        a64("9e670120", code -> code.moveToDouble0(TEMP0));
        a64("a9be7bfd a90153f3", Assembler::enter);
        a64("a94153f3 a8c27bfd d65f03c0", Assembler::leave);
        a64("aa0a03e8 d4000001", code -> code.syscall(TEMP1));
        a64("eb16031f 54000021", code -> {
            Label next = new Label();
            code.jumpIf(Condition.NOT_EQUAL, SAVED5, SAVED3, next);
            code.bind(next);
        });
        a64("d65f03c0 17ffffff", code -> {
            Label here = new Label();
            code.bind(here);
            code.ret();
            code.jump(here);
        });
    }

    @Test
    void refusesWhatItCannotEncode() {
        assertThatIllegalArgumentException().isThrownBy(() -> new A64Assembler().load(ARG0, ARG1, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new A64Assembler().load8(ARG0, ARG1, 4096));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> {
            Assembler code = new X64Assembler();
            code.jump(new Label());
            code.toByteArray();
        });
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> {
            Assembler code = new A64Assembler();
            Label far = new Label();
            code.address(ARG0, far);
            far.bind(1 << 20);
            code.toByteArray();
        });
    }

    private static void x64(String expected, Consumer<Assembler> instruction) {
        assertThat(HexFormat.of().formatHex(assemble(new X64Assembler(), instruction)))
                .isEqualTo(expected);
    }

    /** Words, as the manual writes them, instead of bytes. */
    private static void a64(String expected, Consumer<Assembler> instruction) {
        byte[] code = assemble(new A64Assembler(), instruction);
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < code.length; i += 4) {
            words.append(i == 0 ? "" : " ");
            for (int j = 3; j >= 0; j--) {
                words.append(HexFormat.of().toHexDigits(code[i + j]));
            }
        }
        assertThat(words).hasToString(expected);
    }

    private static byte[] assemble(Assembler code, Consumer<Assembler> instruction) {
        instruction.accept(code);
        return code.toByteArray();
    }
}
