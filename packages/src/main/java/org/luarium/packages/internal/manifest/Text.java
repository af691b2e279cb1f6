// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a string, kept in one place for all strings, as most of them are of no interest. */
final class Text {
    private final Input input;
    private final byte[] bytes;
    private int length;

    Text(Input input, int most) {
        this.input = input;
        this.bytes = new byte[most];
    }

    void clear() {
        length = 0;
    }

    void add(int b) {
        if (length == bytes.length) {
            throw input.invalid("a string or name of more than " + bytes.length + " bytes");
        }
        bytes[length++] = (byte) b;
    }

    boolean is(String ascii) {
        return Arrays.equals(bytes, 0, length, ascii.getBytes(StandardCharsets.US_ASCII), 0, ascii.length());
    }

    /** One character for each byte, as only ASCII is of interest. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
