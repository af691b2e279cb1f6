// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.value.LuaReference;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;

/** Values from a child that may be hostile. */
class ValueReaderTest {
    private static final int MIB = 1 << 20;
    private static final int EMPTY_LIST = 0x90;
    private static final int SMALL_INTEGER = 7;

    /** A frame with an array of items of one byte each. */
    private static List<LuaValue> read(int count, int item) throws IOException, ProtocolException {
        byte[] items = new byte[count];
        Arrays.fill(items, (byte) item);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeInt(count + 7);
        out.write(0x92);
        out.write(6);
        out.write(0xdd);
        out.writeInt(count);
        out.write(items);
        FrameReader frame = new FrameReader(64 * MIB);
        ByteArrayInputStream input = new ByteArrayInputStream(body.toByteArray());
        while (!frame.next()) {
            frame.fill(input);
        }
        return new ValueReader().list(frame);
    }

    @Test
    @Tag("slow")
    void takesAMillionSmallNumbers() throws Exception {
        assertThat(read(MIB, SMALL_INTEGER)).hasSize(MIB).endsWith(LuaValue.of(SMALL_INTEGER));
    }

    @Test
    void takesAFewThousandEmptyTables() throws Exception {
        assertThat(read(8_000, EMPTY_LIST)).hasSize(8_000);
    }

    @Test
    @Tag("slow")
    void refusesValuesThatWouldFillThisJvm() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> read(16 * MIB, EMPTY_LIST))
                .withMessageContaining("take too much memory");
    }

    private static FrameReader frame(String body) throws IOException, ProtocolException {
        byte[] bytes = HexFormat.of().parseHex("9206" + body);
        FrameReader frame = new FrameReader(MIB);
        frame.fill(new ByteArrayInputStream(ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array()));
        assertThat(frame.next()).isTrue();
        return frame;
    }

    private static LuaValue value(String body) throws IOException, ProtocolException {
        FrameReader frame = frame(body + "05");
        LuaValue value = new ValueReader().value(frame);
        assertThat(frame.small()).as("what is behind the value").isEqualTo(5);
        return value;
    }

    private static void refuses(String body, String why) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new ValueReader().value(frame(body)))
                .withMessageContaining(why);
    }

    @Test
    void readsEveryKindOfValue() throws Exception {
        assertThat(value("c0")).isEqualTo(LuaValue.nil());
        assertThat(value("c3")).isEqualTo(LuaValue.of(true));
        assertThat(value("c2")).isEqualTo(LuaValue.of(false));
        assertThat(value("7f")).isEqualTo(LuaValue.of(127));
        assertThat(value("d3fffffffffffffffe")).isEqualTo(LuaValue.of(-2));
        assertThat(value("cb3ff8000000000000")).isEqualTo(LuaValue.of(1.5));
        assertThat(value("c40200ff")).isEqualTo(LuaValue.of(new byte[] {0, -1}));
        assertThat(value("a161")).isEqualTo(LuaValue.of("a"));
        assertThat(value("92c3c2")).isEqualTo(LuaTable.ofList(List.of(LuaValue.of(true), LuaValue.of(false))));
        assertThat(value("82a161010203"))
                .isEqualTo(LuaTable.builder()
                        .put("a", LuaValue.of(1))
                        .put(LuaValue.of(2), LuaValue.of(3))
                        .build());
        assertThat(value("c70510" + "66006120" + "62")).isEqualTo(new LuaReference("f", "a b"));
        assertThat(value("c70110" + "00")).isEqualTo(new LuaReference("", ""));
    }

    @Test
    void readsListsAndWhatFollowsThem() throws Exception {
        FrameReader frame = frame("90" + "dd00000002" + "0102" + "91" + "c3" + "07");
        ValueReader reader = new ValueReader();

        assertThat(reader.list(frame)).isEmpty();
        assertThat(reader.list(frame)).containsExactly(LuaValue.of(1), LuaValue.of(2));
        assertThat(reader.list(frame)).containsExactly(LuaValue.of(true));
        assertThat(reader.value(frame)).isEqualTo(LuaValue.of(7));
        assertThat(frame.position()).isEqualTo(frame.limit());
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> reader.list(frame))
                .withMessage("frame ends before its values");
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> reader.value(frame))
                .withMessage("frame ends before its values");
    }

    @Test
    void anEmptyListBehindTheFrameIsNotInIt() throws Exception {
        FrameReader frame = new FrameReader(MIB);
        frame.fill(new ByteArrayInputStream(HexFormat.of().parseHex("00000002" + "9106" + "90")));
        assertThat(frame.next()).isTrue();

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new ValueReader().list(frame))
                .withMessage("frame ends before its values");
    }

    @Test
    void refusesWhatIsCutOffOrNoMessagePack() {
        refuses("cb3ff8", "a value that is not MessagePack");
        refuses("c1", "a value that is not MessagePack");
        refuses("cfffffffffffffffff", "a value that is not MessagePack");
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new ValueReader().list(frame("dd00000001" + "c1")))
                .withMessageStartingWith("values that are not MessagePack");
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new ValueReader().list(frame("c3")))
                .withMessageStartingWith("values that are not MessagePack");
    }

    @Test
    void refusesMoreThanTheFrameHasBytesFor() throws Exception {
        refuses("c4ff", "a collection of 255 values in a smaller frame");
        refuses("c40401", "a collection of 4 values in a smaller frame");
        refuses("dd00000006", "a collection of 6 values in a smaller frame");
        refuses("df00000003", "a collection of 3 values in a smaller frame");
        // As many as there are bytes is not refused before they are missed.
        refuses("dd00000005", "a value that is not MessagePack");
        refuses("df00000002", "a value that is not MessagePack");
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new ValueReader().list(frame("dd00000006")))
                .withMessage("a collection of 6 values in a smaller frame");
    }

    @Test
    void refusesTheKeyNilAndUnknownKinds() {
        refuses("81c001", "a table with the key nil");
        refuses("c70211" + "6600", "a value of unknown kind 17");
        refuses("c70210" + "6666", "a value of unknown kind 16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"91", "8101"})
    void refusesWhatIsNestedTooDeep(String table) throws Exception {
        assertThat(value(table.repeat(128) + "c3").display()).isNotEmpty();

        refuses(table.repeat(129) + "c3", "values nested more than 128 deep");
    }

    @Test
    void refusesKeysThatAreNestedTooDeep() {
        refuses("81".repeat(129) + "c3", "values nested more than 128 deep");
    }

    /** 1 MiB and 32 bytes for each byte of the frame; a table takes 120, each of its entries 64 and two values, a string 72. */
    @ParameterizedTest
    @CsvSource({"90, 11917", "80, 11917", "8101c0, 7711", "c400, 131092"})
    void takesWhatFitsIntoItsBudget(String value, int most) throws Exception {
        ValueReader reader = new ValueReader();
        assertThat(reader.list(many(value, most))).hasSize(most);

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> reader.list(many(value, most + 1)))
                .withMessageEndingWith("take too much memory here");
    }

    private static FrameReader many(String value, int count) throws IOException, ProtocolException {
        byte[] one = HexFormat.of().parseHex(value);
        ByteBuffer bytes = ByteBuffer.allocate(11 + count * one.length)
                .putInt(7 + count * one.length)
                .put((byte) 0x92)
                .put((byte) 6)
                .put((byte) 0xdd)
                .putInt(count);
        for (int i = 0; i < count; i++) {
            bytes.put(one);
        }
        FrameReader frame = new FrameReader(MIB);
        ByteArrayInputStream in = new ByteArrayInputStream(bytes.array());
        while (!frame.next()) {
            frame.fill(in);
        }
        return frame;
    }
}
