// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SyscallProgramTest {
    private static final int HEADER = 16;

    @Test
    void encodesHeaderAndCalls() {
        SyscallProgram program = new SyscallProgram(Architecture.X86_64, 3)
                .call(Syscall.KILL, 7, 9)
                .tryCall(Syscall.CLOSE, -1);

        ByteBuffer request = decode(program.encode(42, SyscallProgram.RUN_IN_CHILD));

        assertThat(request.getInt(0)).isEqualTo(3 * 64).isEqualTo(request.capacity() - HEADER);
        assertThat(request.getInt(4)).isEqualTo(42);
        assertThat(request.getInt(8)).isEqualTo(1);
        assertThat(request.getInt(12)).isEqualTo(2);
        assertThat(longs(request, HEADER, 8)).containsExactly(62, 7, 9, 0, 0, 0, 0, 0);
        assertThat(longs(request, HEADER + 64, 8)).containsExactly(3, -1, 0, 0, 0, 0, 0, 1);
    }

    @Test
    void usesTheNumbersOfTheArchitecture() {
        ByteBuffer request = decode(new SyscallProgram(Architecture.AARCH64)
                .call(Syscall.KILL, 7, 9)
                .encode(1, SyscallProgram.RUN_HERE));

        assertThat(request.getLong(HEADER)).isEqualTo(129);
    }

    @Test
    void placesDataAtAbsoluteAddresses() {
        SyscallProgram program = new SyscallProgram(Architecture.X86_64, 1);

        long text = program.string("größer");
        long table = program.strings("a", "");
        long bytes = program.bytes(new byte[] {1, 2, 3});
        long words = program.words(5, -6);
        ByteBuffer request = decode(program.encode(1, SyscallProgram.RUN_HERE));

        assertThat(string(request, text)).isEqualTo("größer");
        assertThat(string(request, request.getLong(offset(table)))).isEqualTo("a");
        assertThat(string(request, request.getLong(offset(table) + 8))).isEmpty();
        assertThat(request.getLong(offset(table) + 16)).isZero();
        assertThat(request.get(offset(bytes) + 2)).isEqualTo((byte) 3);
        assertThat(longs(request, offset(words), 2)).containsExactly(5, -6);
        assertThat(table % 8 + bytes % 8 + words % 8).isZero();
    }

    @Test
    void clearMakesItReusable() throws Exception {
        SyscallProgram program = new SyscallProgram(Architecture.X86_64, 2);
        program.call(Syscall.CHDIR, program.string("x".repeat(10_000)));
        program.clear().call(Syscall.CHDIR, program.string("/"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        program.writeTo(out, 1, SyscallProgram.RUN_HERE);

        assertThat(out.toByteArray())
                .isEqualTo(program.encode(1, SyscallProgram.RUN_HERE))
                .hasSize(HEADER + 2 * 64 + 2);
        assertThat(program.size()).isEqualTo(1);
    }

    @Test
    void takesWhatFitsTheBufferAndNoMore() {
        SyscallProgram program = new SyscallProgram(Architecture.X86_64, 1);
        int room = SpawnerImage.BUFFER_SIZE - 64;

        program.string("x".repeat(room - 1));

        assertThat(program.encode(1, 0)).hasSize(HEADER + SpawnerImage.BUFFER_SIZE);
        assertThatIllegalArgumentException().isThrownBy(() -> program.string(""));
        assertThatIllegalArgumentException().isThrownBy(() -> program.clear().bytes(new byte[room + 1]));
    }

    @Test
    void refusesWhatTheKernelCannotTake() {
        SyscallProgram program = new SyscallProgram(Architecture.X86_64, 1).call(Syscall.SETSID);

        assertThatIllegalArgumentException().isThrownBy(() -> program.string("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> program.call(Syscall.SETSID));
        assertThatIllegalArgumentException().isThrownBy(() -> new SyscallProgram(Architecture.X86_64, 1025));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SyscallProgram(Architecture.X86_64).call(Syscall.READ, 1, 2, 3, 4, 5, 6, 7));
    }

    private static ByteBuffer decode(byte[] request) {
        return ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int offset(long address) {
        return (int) (address - SpawnerImage.BUFFER_ADDRESS) + HEADER;
    }

    private static String string(ByteBuffer request, long address) {
        int start = offset(address);
        int length = 0;
        while (request.get(start + length) != 0) {
            length++;
        }
        byte[] text = new byte[length];
        request.get(start, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static long[] longs(ByteBuffer request, int offset, int count) {
        long[] result = new long[count];
        for (int i = 0; i < count; i++) {
            result[i] = request.getLong(offset + 8 * i);
        }
        return result;
    }
}
