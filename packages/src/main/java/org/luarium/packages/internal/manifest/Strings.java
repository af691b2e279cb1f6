// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads the strings of Lua: in quotes with escapes, and in long brackets, which comments use as well. */
final class Strings {
    private static final String ESCAPES = "abfnrtv\\\"'\n";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\\"'\n";
    private static final int MOST_BRACKET_LEVEL = 100;

    private final Input input;
    private final Text text;

    Strings(Input input, Text text) {
        this.input = input;
        this.text = text;
    }

    void quoted(int quote) throws IOException {
        text.clear();
        while (true) {
            int c = input.peek();
            if (c == Input.END || c == '\n' || c == '\r') {
                throw input.invalid("a string that does not end");
            }
            input.next();
            if (c == quote) {
                return;
            } else if (c == '\\') {
                escape();
            } else {
                text.add(c);
            }
        }
    }

    private void escape() throws IOException {
        int c = input.peek();
        int index = c == Input.END ? -1 : ESCAPES.indexOf(c);
        if (index >= 0) {
            input.next();
            text.add(MEANINGS.charAt(index));
        } else if (c == 'x') {
            input.next();
            text.add(16 * digit(16) + digit(16));
        } else if (c == 'u') {
            input.next();
            codePoint();
        } else if (c == 'z') {
            input.next();
            while (isSpace(input.peek())) {
                input.next();
            }
        } else if (isDigit(c)) {
            decimal();
        } else {
            throw input.invalid("an escape sequence that Lua does not have");
        }
    }

    private void decimal() throws IOException {
        int value = 0;
        for (int i = 0; i < 3 && isDigit(input.peek()); i++) {
            value = 10 * value + digit(10);
        }
        if (value > 0xff) {
            throw input.invalid("an escape sequence of more than 255");
        }
        text.add(value);
    }

    private void codePoint() throws IOException {
        expect('{');
        int value = digit(16);
        while (input.peek() != '}') {
            value = 16 * value + digit(16);
            if (value > Character.MAX_CODE_POINT) {
                throw input.invalid("a code point that Unicode does not have");
            }
        }
        expect('}');
        for (byte b : Character.toString(value).getBytes(StandardCharsets.UTF_8)) {
            text.add(b);
        }
    }

    private int digit(int radix) throws IOException {
        int value = Character.digit(input.peek(), radix);
        if (value < 0) {
            throw input.invalid("a digit is expected");
        }
        input.next();
        return value;
    }

    private void expect(int c) throws IOException {
        if (input.peek() != c) {
            throw input.invalid("'" + (char) c + "' is expected");
        }
        input.next();
    }

    /** Reads equal signs and a second bracket after the first; a negative number if there is no second. */
    int longBracket() throws IOException {
        int level = 0;
        while (input.peek() == '=' && level < MOST_BRACKET_LEVEL) {
            input.next();
            level++;
        }
        if (input.peek() != '[') {
            return -1 - level;
        }
        input.next();
        return level;
    }

    /** The rest of a string in long brackets; of a comment nothing is kept, and so it may have any length. */
    void bracketed(int level, boolean kept) throws IOException {
        text.clear();
        if (input.peek() == '\r') {
            input.next();
        }
        if (input.peek() == '\n') {
            input.next();
        }
        while (!ends(level, kept)) {
            int c = input.next();
            if (c == Input.END) {
                throw input.invalid("a long bracket that does not end");
            }
            if (kept) {
                text.add(c);
            }
        }
    }

    private boolean ends(int level, boolean kept) throws IOException {
        while (input.peek() == ']') {
            input.next();
            int signs = 0;
            while (signs < level && input.peek() == '=') {
                input.next();
                signs++;
            }
            if (signs == level && input.peek() == ']') {
                input.next();
                return true;
            }
            if (kept) {
                text.add(']');
                for (int i = 0; i < signs; i++) {
                    text.add('=');
                }
            }
        }
        return false;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
