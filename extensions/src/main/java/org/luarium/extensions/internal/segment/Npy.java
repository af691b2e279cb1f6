// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.luarium.extension.spi.NumberType;

/** The header of {@code .npy} files, so that others find their way in a segment. The host never reads one: the child could have changed it. */
final class Npy {
    private static final int ALIGNMENT = 64;
    private static final int PREFIX = 10;

    private Npy() {}

    /** A header whose length is a multiple of 64. */
    static byte[] header(NumberType type, long[] shape) {
        String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
        String text = "{'descr': '" + type.description() + "', 'fortran_order': False, 'shape': (" + sizes
                + (shape.length == 1 ? "," : "") + "), }";
        int all = (PREFIX + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] header = new byte[all];
        Arrays.fill(header, (byte) ' ');
        ByteBuffer out = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        // With at most 32 dimensions it is never so long that it needs version 2.
        out.put((byte) 1).put((byte) 0).putShort((short) (all - PREFIX));
        out.put(text.getBytes(StandardCharsets.US_ASCII));
        header[all - 1] = '\n';
        return header;
    }
}
