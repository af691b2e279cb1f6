// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
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
    void takesAMillionSmallNumbers() throws Exception {
        assertThat(read(MIB, SMALL_INTEGER)).hasSize(MIB).endsWith(LuaValue.of(SMALL_INTEGER));
    }

    @Test
    void takesAFewThousandEmptyTables() throws Exception {
        assertThat(read(8_000, EMPTY_LIST)).hasSize(8_000);
    }

    @Test
    void refusesValuesThatWouldFillThisJvm() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> read(16 * MIB, EMPTY_LIST))
                .withMessageContaining("take too much memory");
    }
}
