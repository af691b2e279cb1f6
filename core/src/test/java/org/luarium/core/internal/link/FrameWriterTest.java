// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.value.LuaReference;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;

/** Frames byte by byte, as docs/protocol.md specifies them. */
class FrameWriterTest {
    private static final int MOST = 1 << 20;

    private final FrameWriter writer = new FrameWriter(MOST);

    private String sent() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.send(out);
        return HexFormat.of().formatHex(out.toByteArray());
    }

    private static LuaValue nested(int tables, boolean lists) {
        LuaValue value = LuaValue.nil();
        for (int i = 0; i < tables; i++) {
            value = lists
                    ? LuaTable.ofList(List.of(value.isNil() ? LuaValue.of(true) : value))
                    : LuaTable.builder()
                            .put(LuaValue.of("x"), value.isNil() ? LuaValue.of(true) : value)
                            .build();
        }
        return value;
    }

    @Test
    void writesEachElementInItsOnlyForm() throws IOException {
        writer.begin(5, Frames.EXEC)
                .id(0x0102_0304)
                .small(7)
                .integer(-2)
                .text("\u00e4")
                .bin(new byte[] {1, 2});

        assertThat(writer.size()).isEqualTo(21);
        assertThat(sent())
                .isEqualTo("00000015" + "9510" + "ce01020304" + "07" + "d2fffffffe" + "c402c3a4" + "c4020102");
    }

    @Test
    void writesTheLengthOfAFrameInFourBytes() throws IOException {
        writer.begin(1, Frames.STDIN).longBin(new byte[0x01_0203]);

        assertThat(sent()).hasSize(2 * (4 + 7 + 0x01_0203)).startsWith("0001020a" + "9114" + "c600010203");
    }

    @ParameterizedTest
    @CsvSource({"0, c400", "255, c4ff", "256, c600000100"})
    void writesByteStringsInTheShorterForm(int length, String header) throws IOException {
        writer.begin(2, Frames.STDIN).bin(new byte[length]);

        assertThat(sent().substring(12)).isEqualTo(header + "00".repeat(length));
    }

    @Test
    void writesByteStringsInTheLongFormWhereAsked() throws IOException {
        writer.begin(2, Frames.STDIN).longBin(new byte[] {9});

        assertThat(sent()).endsWith("9214" + "c600000001" + "09");
    }

    @Test
    void writesTextsAndNoValues() throws IOException {
        writer.begin(3, Frames.CONFIGURE).texts(List.of("a", "bc"), 2).noValues();

        assertThat(sent()).endsWith("9301" + "dd00000002" + "c40161" + "c4026263" + "90");
    }

    @Test
    void writesEveryKindOfValue() throws IOException {
        LuaValue map = LuaTable.builder().put("k", LuaValue.of(1)).build();
        List<LuaValue> values = List.of(
                LuaValue.of("s"),
                LuaValue.of(0x0102_0304_0506_0708L),
                LuaValue.of(-2),
                LuaValue.of(1.5),
                LuaValue.of(true),
                LuaValue.of(false),
                LuaValue.nil(),
                LuaTable.ofList(List.of(LuaValue.of(true), LuaValue.of(false))),
                map);
        writer.begin(2, Frames.CALL).values(values);

        assertThat(sent())
                .endsWith("9204" + "dd00000009" + "c40173" + "d30102030405060708" + "d3fffffffffffffffe"
                        + "cb3ff8000000000000" + "c3" + "c2" + "c0" + "dd00000002" + "c3c2" + "df00000001" + "c4016b"
                        + "d30000000000000001");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void refusesWhatIsNestedTooDeep(boolean lists) throws IOException {
        LuaTable deepKey =
                LuaTable.builder().put(nested(101, lists), LuaValue.of(1)).build();
        writer.begin(2, Frames.CALL).values(List.of(nested(100, lists)));
        assertThat(sent()).endsWith("c3");

        writer.begin(2, Frames.CALL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.values(List.of(nested(101, lists))))
                .withMessage("a value nested more than 100 deep cannot be sent");
        assertThatIllegalArgumentException().isThrownBy(() -> writer.values(List.of(deepKey)));
    }

    @Test
    void refusesWhatIsNoValue() {
        LuaReference reference = new LuaReference("userdata", "userdata: 0x1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.values(List.of(reference)))
                .withMessageStartingWith("userdata: 0x1 is a reference of another place");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.values(Collections.singletonList(null)))
                .withMessage("null is not a Lua value; LuaValue.nil() is");
    }

    @Test
    void fitsUpToItsBound() {
        FrameWriter small = new FrameWriter(10);

        assertThat(small.begin(2, Frames.STDIN).bin(new byte[6]).fits()).isTrue();
        assertThat(small.begin(2, Frames.STDIN).bin(new byte[7]).fits()).isFalse();
    }

    @Test
    void sendsInOneWriteAndFlushes() throws IOException {
        StringBuilder calls = new StringBuilder();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int one) {
                calls.append("one ");
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                calls.append("write ").append(count).append(' ');
            }

            @Override
            public void flush() {
                calls.append("flush ");
            }
        };
        writer.begin(2, Frames.STDIN).bin(new byte[20_000]).send(out);
        writer.begin(2, Frames.STDIN).bin(new byte[0]).send(out);

        assertThat(calls).hasToString("write 20011 flush write 8 flush ");
    }

    @Test
    void keepsWhatWasWrittenWhileItsBufferGrows() throws IOException {
        byte[] first = new byte[505];
        Arrays.fill(first, (byte) 1);
        byte[] second = new byte[3000];
        Arrays.fill(second, (byte) 2);
        writer.begin(4, Frames.STDIN).longBin(first).small(3).bin(second);

        assertThat(sent()).endsWith("01".repeat(505) + "03" + "c600000bb8" + "02".repeat(3000));
    }

    @Test
    void writesASmallFrameAfterALargeOne() throws IOException {
        writer.begin(2, Frames.STDIN).bin(new byte[100_000]);
        assertThat(sent()).hasSize(2 * 100_011);
        writer.begin(2, Frames.CALL).values(List.of(LuaValue.of(true)));

        assertThat(sent()).isEqualTo("00000008" + "9204" + "dd00000001" + "c3");
    }
}
