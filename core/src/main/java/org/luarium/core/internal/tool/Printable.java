// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.tool;

/** Text of strangers, made fit for a message. */
public final class Printable {
    private static final int LIMIT = 300;

    private Printable() {}

    public static String of(String text, int limit) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && shown.length() < limit; i++) {
            char c = text.charAt(i);
            shown.append(c < ' ' || (c >= 0x7f && c < 0xa0) ? ' ' : c);
        }
        String stripped = shown.toString().strip();
        return text.length() > limit ? stripped + "…" : stripped;
    }

    /** Returns the text after an introduction, or nothing if there is no text. */
    public static String quoted(String introduction, String text) {
        String shown = of(text, LIMIT);
        return shown.isEmpty() ? "" : introduction + shown;
    }
}
