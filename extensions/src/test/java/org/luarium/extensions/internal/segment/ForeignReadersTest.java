// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.extension.spi.NumberType;

/** Segments as others read them: the interpreters of Lua that are installed, and NumPy where it is. */
@Timeout(60)
class ForeignReadersTest {
    @TempDir
    Path folder;

    @BeforeEach
    void copyModule() throws IOException {
        try (InputStream in = Npy.class.getResourceAsStream("segment.lua")) {
            Files.copy(in, folder.resolve("segment.lua"));
        }
    }

    private Path file(NumberType type, double... numbers) throws IOException {
        Path file = folder.resolve(type + ".npy");
        ByteBuffer data = ByteBuffer.allocate(numbers.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (double each : numbers) {
            Numbers.put(type, each, data);
        }
        return write(file, Npy.header(type, new long[] {numbers.length}), data.array());
    }

    private static Path write(Path file, byte[] header, byte[] data) throws IOException {
        byte[] all = new byte[header.length + data.length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(data, 0, all, header.length, data.length);
        return Files.write(file, all);
    }

    private String run(String interpreter, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = interpreter;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, interpreter + " is not installed");
            throw e;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said.strip();
    }

    private String lua(String interpreter, String code) throws Exception {
        Path script = folder.resolve("script.lua");
        Files.writeString(script, "local segment = require('segment')\n" + code);
        return run(interpreter, script.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void luaReadsNumbersOfEveryType(String interpreter) throws Exception {
        for (NumberType type : NumberType.values()) {
            double least = type == NumberType.BOOL || type.name().startsWith("U") ? 1 : -3;
            double[] numbers = type == NumberType.BOOL
                    ? new double[] {1, 0, 1}
                    : new double[] {least, 100, type.floating() ? -0.15625 : 101};
            file(type, numbers);
            String said = lua(interpreter, """
                    local seg = segment.open('%s.npy')
                    for _, each in ipairs(seg:doubles(1, 3)) do io.write(string.format('%%.17g ', each)) end
                    print(seg.count, seg.shape[1], #seg:doubles(2, 3))
                    """.formatted(type));
            assertThat(said.replaceAll("\\s+", " "))
                    .as(type.toString())
                    .isEqualTo(text(numbers[0]) + " " + text(numbers[1]) + " " + text(numbers[2]) + " 3 3 2");
        }
    }

    private static String text(double number) {
        return number == (long) number ? Long.toString((long) number) : Double.toString(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void luaReadsSpecialNumbersExactly(String interpreter) throws Exception {
        file(NumberType.FLOAT64, 1.0 / 3, Double.MIN_VALUE, Double.MAX_VALUE, Double.NEGATIVE_INFINITY, -0.1);
        file(NumberType.INT64, -1, -9007199254740991.0, 4294967296.0);
        assertThat(lua(interpreter, """
                        local seg = segment.open('FLOAT64.npy')
                        for _, each in ipairs(seg:doubles()) do io.write(string.format('%.17g ', each)) end
                        for _, each in ipairs(segment.open('INT64.npy'):doubles()) do io.write(string.format('%.0f ', each)) end
                        """))
                .isEqualTo(
                        "0.33333333333333331 4.9406564584124654e-324 1.7976931348623157e+308 -inf -0.10000000000000001 -1 -9007199254740991 4294967296");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void luaReadsChunksAndWrites(String interpreter) throws Exception {
        byte[] data = new byte[200_000];
        data[199_999] = 7;
        Path file = write(folder.resolve("big.npy"), Npy.header(NumberType.UINT8, new long[] {400, 500}), data);
        assertThat(lua(interpreter, """
                        local seg = segment.open('big.npy', 'rw')
                        local count, sum, chunks = 0, 0, 0
                        for bytes in seg:chunks(65536) do
                          chunks, count, sum = chunks + 1, count + #bytes, sum + bytes:byte(#bytes)
                        end
                        seg:write(3, 'abc')
                        print(chunks, count, sum, seg.shape[1], seg.shape[2], seg:read(3, 3))
                        print(pcall(seg.write, seg, 199999, 'ab'))
                        seg:close()
                        print(pcall(seg.read, seg, 0, 1))
                        local seg = segment.open('big.npy')
                        print(pcall(seg.write, seg, 0, 'x'))
                        """))
                .matches("(?s)4\\s+200000\\s+7\\s+400\\s+500\\s+abc\\n"
                        + "false.*2 bytes from 199999.*false.*it was closed.*false.*read only.*");
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .contains("abc");
        assertThat(Files.size(file)).isEqualTo(200_128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void luaRefusesHostileHeaders(String interpreter) throws Exception {
        String magic = "\u0093NUMPY\u0001\u0000";
        String[] hostile = {
            "",
            "nothing like it",
            magic + "\u00ff\u00ff{",
            magic + "`\u0000" + padded("{'descr': '<c16', 'fortran_order': False, 'shape': (1,)}"),
            magic + "`\u0000" + padded("{'descr': '<f8', 'fortran_order': True, 'shape': (1,)}"),
            magic + "`\u0000" + padded("{'descr': '<f8', 'fortran_order': False, 'shape': (9,)}"),
            magic + "`\u0000" + padded("{'descr':'<f8','fortran_order':False,'shape':(" + "9".repeat(15) + ",9,)}"),
            "\u0093NUMPY\u0002\u0000\u0000\u0000\u0000p",
            "\u0093NUMPY\u0009\u0000\u0000\u0000\u0000p",
        };
        String[] why = {
            "no .npy file",
            "no .npy file",
            "incomplete",
            "'<c16' are not supported, only .*<f8.*|i1",
            "not understood",
            "9 numbers are not in a file",
            "too large",
            "its header has|incomplete",
            "version 9"
        };
        for (int i = 0; i < hostile.length; i++) {
            Files.write(folder.resolve("hostile.npy"), hostile[i].getBytes(StandardCharsets.ISO_8859_1));
            assertThat(lua(interpreter, "print(pcall(segment.open, 'hostile.npy'))"))
                    .as(hostile[i])
                    .matches("(?s)false.*(" + why[i] + ").*");
        }
    }

    private static String padded(String text) {
        return text + " ".repeat(96 - text.length());
    }

    @Test
    void numpyMapsIt() throws Exception {
        write(folder.resolve("a.npy"), Npy.header(NumberType.INT16, new long[] {2, 3}), new byte[] {
            1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0
        });
        write(folder.resolve("one.npy"), Npy.header(NumberType.FLOAT64, new long[] {}), new byte[8]);
        String said = run(
                "python3",
                "-c",
                "import numpy; a = numpy.load('a.npy', mmap_mode='r'); print(a.tolist(), a.dtype, a.offset % 64); print(numpy.load('one.npy').shape)");
        assumeTrue(!said.contains("ModuleNotFoundError"), "NumPy is not installed");
        assertThat(said).isEqualTo("[[1, 2, 3], [4, 5, 6]] int16 0\n()");
    }
}
