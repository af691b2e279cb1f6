// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.reference;

import java.nio.charset.StandardCharsets;

/** Base32 of RFC 4648 in lower case, for the 160 bits of the digests in references. */
public final class Base32 {
    /** The bytes of a digest in a reference. */
    public static final int DIGEST_BYTES = 20;

    private static final int DIGEST_CHARACTERS = 32;
    private static final byte[] ALPHABET = "abcdefghijklmnopqrstuvwxyz234567".getBytes(StandardCharsets.ISO_8859_1);

    private Base32() {}

    /** The first 160 bits of a hash. */
    public static String encode(byte[] hash) {
        byte[] text = new byte[DIGEST_CHARACTERS];
        for (int i = 0; i < DIGEST_CHARACTERS; i += 8) {
            int at = i / 8 * 5;
            long bits = 0;
            for (int j = 0; j < 5; j++) {
                bits = (bits << 8) | (hash[at + j] & 0xFF);
            }
            for (int j = 7; j >= 0; j--) {
                text[i + j] = ALPHABET[(int) (bits & 31)];
                bits >>>= 5;
            }
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** The inverse, for the digest of a reference. */
    public static byte[] decode(String digest) {
        byte[] bytes = new byte[DIGEST_BYTES];
        for (int i = 0; i < DIGEST_CHARACTERS; i += 8) {
            long bits = 0;
            for (int j = 0; j < 8; j++) {
                char c = digest.charAt(i + j);
                bits = (bits << 5) | (c >= 'a' ? c - 'a' : c - '2' + 26);
            }
            int at = i / 8 * 5;
            for (int j = 4; j >= 0; j--) {
                bytes[at + j] = (byte) bits;
                bits >>>= 8;
            }
        }
        return bytes;
    }
}
