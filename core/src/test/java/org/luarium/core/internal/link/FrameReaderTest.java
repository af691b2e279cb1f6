// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static final int MOST = 100;

    private final FrameReader reader = new FrameReader(MOST);

    /** A header and what follows it, which begins like a frame of type 1. */
    private static byte[] frame(int claimed, int sent) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + sent).putInt(claimed);
        if (sent > 1) {
            bytes.put(4, (byte) 0x91).put(5, (byte) 1);
        }
        return bytes.array();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MOST + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void refusesALengthOutOfBounds(int length) throws IOException {
        reader.fill(new ByteArrayInputStream(frame(length, MOST)));

        assertThatThrownBy(reader::next)
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("frame of " + Integer.toUnsignedString(length) + " bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, MOST})
    void takesALengthWithinBounds(int length) throws IOException, ProtocolException {
        reader.fill(new ByteArrayInputStream(frame(length, length)));

        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(1);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void refusesALengthAsSoonAsItIsThere() throws IOException {
        reader.fill(new ByteArrayInputStream(new byte[4]));

        assertThatThrownBy(reader::next).hasMessage("frame of 0 bytes, allowed are 2 to 100");
    }

    @Test
    void refusesABodyThatIsNoArray() throws IOException {
        byte[] bytes = frame(MOST, MOST);
        bytes[4] = (byte) 0x81;
        reader.fill(new ByteArrayInputStream(bytes));

        assertThatThrownBy(reader::next)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("does not begin with an array");
    }

    @Test
    void readsNothingBehindTheEndOfItsFrame() throws IOException, ProtocolException {
        byte[] next = {(byte) 0xce, 0, 0, 0, 1, (byte) 0xd2, 0, 0, 0, 1, (byte) 0xc4, 1, 1, (byte) 0xc3};
        byte[] both =
                ByteBuffer.allocate(6 + next.length).put(frame(2, 2)).put(next).array();
        reader.fill(new ByteArrayInputStream(both));
        assertThat(reader.next()).isTrue();

        assertThatThrownBy(reader::id).hasMessageContaining("ends too early");
        assertThatThrownBy(reader::small).hasMessageContaining("ends too early");
        assertThatThrownBy(reader::integer).hasMessageContaining("ends too early");
        assertThatThrownBy(reader::bool).hasMessageContaining("ends too early");
        assertThatThrownBy(reader::binHeader).hasMessageContaining("ends too early");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c4ff", "c600000002", "c6ffffffff", "c67fffffff"})
    void refusesAByteStringLongerThanItsFrame(String header) throws IOException, ProtocolException {
        byte[] bytes = HexFormat.of().parseHex(header);
        ByteBuffer frame = ByteBuffer.allocate(4 + MOST).putInt(3 + bytes.length);
        frame.put((byte) 0x91).put((byte) 1).put(bytes);
        reader.fill(new ByteArrayInputStream(frame.array()));
        assertThat(reader.next()).isTrue();

        assertThatThrownBy(reader::bin)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("longer than its frame");
    }

    @Test
    void makesNoRoomForWhatIsOnlyClaimed() throws IOException, ProtocolException {
        FrameReader large = new FrameReader(1 << 30);
        large.fill(new ByteArrayInputStream(frame(1 << 30, 2)));

        assertThat(large.next()).isFalse();
        assertThat(large.array()).hasSizeLessThan(64 << 10);
    }

    /** A frame of a body. */
    private static byte[] framed(String body) {
        byte[] bytes = HexFormat.of().parseHex(body);
        return ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private void read(String body) throws IOException, ProtocolException {
        assertThat(reader.fill(new ByteArrayInputStream(framed(body)))).isTrue();
        assertThat(reader.next()).isTrue();
    }

    @Test
    void readsEachElement() throws IOException, ProtocolException {
        read("9a10" + "ce81828384" + "7f" + "d2fffefdfc" + "c3" + "c2" + "c4020102" + "c60000000203" + "04" + "00");

        assertThat(reader.type()).isEqualTo(16);
        assertThat(reader.elements()).isEqualTo(10);
        assertThat(reader.id()).isEqualTo(0x8182_8384);
        assertThat(reader.small()).isEqualTo(127);
        assertThat(reader.integer()).isEqualTo(0xfffe_fdfc);
        assertThat(reader.bool()).isTrue();
        assertThat(reader.bool()).isFalse();
        assertThat(reader.bin()).containsExactly(1, 2);
        assertThat(reader.binHeader()).isEqualTo(2);
        assertThat(reader.array()[reader.position()]).isEqualTo((byte) 3);
        reader.skip(2);
        assertThat(reader.small()).isZero();
        assertThat(reader.position()).isEqualTo(reader.limit());
        assertThat(reader.unread()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9210", "9210ff"})
    void refusesOtherElementsThanExpected(String start) throws IOException, ProtocolException {
        read(start + "8001020304");

        assertThatThrownBy(reader::id).hasMessage("no id where one belongs");
        assertThatThrownBy(reader::integer).hasMessage("no integer where one belongs");
        assertThatThrownBy(reader::binHeader).hasMessage("no byte string where one belongs");
        assertThatThrownBy(reader::small).hasMessage("no small integer where one belongs");
        assertThatThrownBy(reader::bool).hasMessage("no boolean where one belongs");
    }

    @Test
    void readsElementsThatEndWithTheirFrame() throws IOException, ProtocolException {
        read("9210c400");
        assertThat(reader.bin()).isEmpty();
        read("9210c600000000");
        assertThat(reader.bin()).isEmpty();
        read("9210c40101");
        assertThat(reader.bin()).containsExactly(1);
        read("9210c6000000");
        assertThatThrownBy(reader::binHeader).hasMessage("frame ends too early");
    }

    @Test
    void saysWhenTheStreamHasEnded() throws IOException {
        assertThat(reader.fill(new ByteArrayInputStream(new byte[0]))).isFalse();
        assertThat(reader.unread()).isZero();
    }

    @Test
    void cutsFramesFromBytesThatArriveOneByOne() throws IOException, ProtocolException {
        byte[] frames = HexFormat.of().parseHex("00000003" + "910105" + "00000002" + "9107");
        List<Integer> types = new ArrayList<>();
        for (byte one : frames) {
            reader.fill(new ByteArrayInputStream(new byte[] {one}));
            while (reader.next()) {
                types.add(reader.type());
            }
        }

        assertThat(types).containsExactly(1, 7);
        assertThat(reader.unread()).isZero();
    }

    @Test
    void countsWhatIsBehindTheCurrentFrame() throws IOException, ProtocolException {
        reader.fill(new ByteArrayInputStream(HexFormat.of().parseHex("00000002" + "9101" + "000000")));
        assertThat(reader.unread()).isEqualTo(9);

        assertThat(reader.next()).isTrue();

        assertThat(reader.unread()).isEqualTo(3);
        assertThat(reader.next()).isFalse();
        assertThat(reader.unread()).isEqualTo(3);
    }

    /** Frames of every length in a stream, read through a buffer that is moved, grown and given back. */
    @Test
    void keepsItsBytesWhileTheBufferChanges() throws IOException, ProtocolException {
        FrameReader large = new FrameReader(1 << 20);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        int[] lengths = {10, 5_000, 3_100, 9_000, 3, 70_000, 200_000, 2, 4_000, 30_000, 40_000};
        for (int i = 0; i < lengths.length; i++) {
            byte[] frame = frame(lengths[i], lengths[i]);
            Arrays.fill(frame, 6, frame.length, (byte) i);
            stream.write(frame);
        }
        InputStream in = new ByteArrayInputStream(stream.toByteArray());
        for (int i = 0; i < lengths.length; i++) {
            while (!large.next()) {
                assertThat(large.fill(in)).isTrue();
            }
            assertThat(large.limit() - large.position()).isEqualTo(lengths[i] - 2);
            byte[] body = Arrays.copyOfRange(large.array(), large.position(), large.limit());
            byte[] expected = new byte[lengths[i] - 2];
            Arrays.fill(expected, (byte) i);
            assertThat(body).isEqualTo(expected);
            large.relax();
        }
        assertThat(large.fill(in)).isFalse();
        assertThat(large.unread()).isZero();
    }

    @Test
    void growsByDoublingAndGivesBackWhenNothingIsUnread() throws IOException, ProtocolException {
        FrameReader large = new FrameReader(1 << 20);
        InputStream in = new ByteArrayInputStream(frame(100_000, 100_000));
        List<Integer> sizes = new ArrayList<>();
        while (!large.next()) {
            large.fill(in);
            sizes.add(large.array().length);
        }
        assertThat(sizes).containsExactly(8 << 10, 64 << 10, 128 << 10);
        large.fill(new ByteArrayInputStream(new byte[1]));
        large.relax();
        assertThat(large.array()).hasSize(128 << 10);

        large.fill(new ByteArrayInputStream(new byte[] {0, 0, 2, (byte) 0x91, 1}));
        assertThat(large.next()).isTrue();
        large.relax();

        assertThat(large.array()).hasSize(8 << 10);
        assertThat(large.unread()).isZero();
    }

    @Test
    void keepsABufferOfOrdinarySize() throws IOException, ProtocolException {
        FrameReader large = new FrameReader(1 << 20);
        InputStream in = new ByteArrayInputStream(frame(20_000, 20_000));
        while (!large.next()) {
            large.fill(in);
        }
        byte[] before = large.array();

        large.relax();

        assertThat(large.array()).isSameAs(before).hasSize(64 << 10);
    }

    /** What is unread of a full buffer goes to its beginning where that makes room enough. */
    @Test
    void makesRoomWithoutGrowing() throws IOException, ProtocolException {
        FrameReader large = new FrameReader(1 << 20);
        byte[] first = frame(5_000, 5_000);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(first);
        both.write(frame(4_000, 4_000));
        InputStream in = new ByteArrayInputStream(both.toByteArray());
        large.fill(in);
        assertThat(large.next()).isTrue();

        large.fill(in);

        assertThat(large.array()).hasSize(8 << 10);
        assertThat(large.next()).isTrue();
        assertThat(large.elements()).isEqualTo(1);
        assertThat(large.limit() - large.position()).isEqualTo(3_998);
    }

    @Test
    void beginsAnewAtTheStartOfItsBufferWhenAllIsRead() throws IOException, ProtocolException {
        read("9101");
        assertThat(reader.next()).isFalse();
        read("9102");
        assertThat(reader.position()).isEqualTo(6);

        reader.relax();
        read("9103");

        assertThat(reader.position()).isEqualTo(6);
    }
}
