// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** What names and versions are made of. Only ASCII counts, as other letters that look the same would be other rocks. */
final class Notation {
    private static final int MOST_SHOWN = 80;
    private static final int LONGEST_EXPLANATION = 1000;

    private Notation() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isSeparator(char c) {
        return c == '.' || c == '-' || c == '_';
    }

    static boolean isWord(char c) {
        return isLetter(c) || isDigit(c) || isSeparator(c);
    }

    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c - 'A' + 'a'));
            }
        }
        return lower.toString();
    }

    /** A text from anywhere, so that it harms no terminal. */
    static String printable(String text) {
        return printable(text, MOST_SHOWN);
    }

    /** The same for explanations, which are longer than what they explain. */
    static String explanation(String text) {
        return printable(text, LONGEST_EXPLANATION);
    }

    private static String printable(String text, int most) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> {
            if (c >= ' ' && c < 0x7f) {
                safe.append((char) c);
            } else {
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return text.length() > most ? safe + "..." : safe.toString();
    }
}
