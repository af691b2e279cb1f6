// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 that comes in pieces, which may be cut in the middle of a character. What is no UTF-8 is replaced. Not thread-safe. */
final class Utf8Pieces {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] left = {};

    /** The text of a piece, but for the beginning of a character at its end. */
    String decode(byte[] piece) {
        ByteBuffer bytes = ByteBuffer.wrap(piece);
        if (left.length > 0) {
            bytes = ByteBuffer.allocate(left.length + piece.length);
            bytes.put(left).put(piece).flip();
        }
        CharBuffer characters = CharBuffer.allocate(bytes.remaining() + 1);
        decoder.reset().decode(bytes, characters, false);
        left = new byte[bytes.remaining()];
        bytes.get(left);
        return characters.flip().toString();
    }

    /** What is left over, which did not become a character. */
    String rest() {
        String rest = left.length == 0 ? "" : "\ufffd";
        left = new byte[0];
        return rest;
    }
}
