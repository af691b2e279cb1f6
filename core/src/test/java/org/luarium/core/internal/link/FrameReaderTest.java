// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
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
        byte[] bytes = java.util.HexFormat.of().parseHex(header);
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
}
