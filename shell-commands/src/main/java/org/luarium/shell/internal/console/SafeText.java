// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.console;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Text from a VM made harmless for a terminal: the control characters C0, DEL and C1 become {@code \x1b} and the like, and so do bytes that are not
 * UTF-8. Only newline and tab are left alone. A stream is decoded piece by piece, since a piece may end inside a character.
 */
public final class SafeText {
    private static final int LONGEST_CHARACTER = 4;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private byte[] rest = {};

    /** Text of several lines. */
    public static String lines(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> append(safe, (char) c));
        return safe.toString();
    }

    /** Text for one line: newline and tab are written as escapes too. */
    public static String line(String text) {
        return lines(text).replace("\n", "\\n").replace("\t", "\\t");
    }

    /** At most so many characters, and how many there are beyond. */
    public static String beginning(String text, int most) {
        return text.length() <= most
                ? text
                : text.substring(0, most) + "… and " + (text.length() - most) + " characters more";
    }

    /** The next piece of a stream. */
    public String next(byte[] bytes) {
        ByteBuffer in = ByteBuffer.allocate(rest.length + bytes.length);
        in.put(rest).put(bytes).flip();
        String text = decode(in, false);
        rest = new byte[in.remaining()];
        in.get(rest);
        return text;
    }

    /** What was held back because more might have followed. */
    public String end() {
        ByteBuffer in = ByteBuffer.wrap(rest);
        rest = new byte[0];
        return decode(in, true);
    }

    private String decode(ByteBuffer in, boolean last) {
        CharBuffer out = CharBuffer.allocate(in.remaining() + LONGEST_CHARACTER);
        StringBuilder safe = new StringBuilder(in.remaining());
        decoder.reset();
        CoderResult result = decoder.decode(in, out, last);
        while (result.isError()) {
            flush(out, safe);
            for (int i = 0; i < result.length(); i++) {
                escape(safe, in.get() & 0xff);
            }
            decoder.reset();
            result = decoder.decode(in, out, last);
        }
        flush(out, safe);
        return safe.toString();
    }

    private static void flush(CharBuffer out, StringBuilder safe) {
        out.flip();
        while (out.hasRemaining()) {
            append(safe, out.get());
        }
        out.clear();
    }

    private static void append(StringBuilder safe, char c) {
        if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
            safe.append(c);
        } else {
            escape(safe, c);
        }
    }

    private static void escape(StringBuilder safe, int value) {
        safe.append(String.format(Locale.ROOT, "\\x%02x", value));
    }
}
