// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.console;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Puts a terminal in order again that a program was allowed to drive, as far as that is needed. Used by one thread at a time. */
public final class TerminalReset {
    private static final Pattern ALTERNATE_ON = Pattern.compile("[\\x1b\\x9b]\\[?\\?[0-9;]*(1049|1047|47)[0-9;]*h");
    private static final String ALTERNATE_OFF = "\u001b[?1049l";
    /** Terminals ignore what they do not know of it. */
    private static final String SEQUENCE = String.join(
            "",
            "\u001b7\u001b[r\u001b8", // the whole screen scrolls; it would move the cursor, which is kept
            "\u001b[?9l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1004l", // no mouse
            "\u001b[?1005l\u001b[?1006l\u001b[?1015l\u001b[?1016l",
            "\u001b[?2004l", // no marks around what is pasted
            "\u001b[?1l\u001b>", // keys send what they should
            "\u001b[4l\u001b[?5l\u001b[?7h", // overwriting, not inverse, long lines continue
            "\u001b(B\u000f", // letters are letters
            "\u001b[0m\u001b[?25h"); // no colours, a cursor

    private static final int LONGEST_SWITCH = 32;

    private volatile boolean driven;
    private volatile boolean alternate;
    private String last = "";

    /** Takes note of what goes to the terminal. */
    public void note(byte[] bytes) {
        String text = last + new String(bytes, StandardCharsets.ISO_8859_1);
        last = text.substring(Math.max(0, text.length() - LONGEST_SWITCH));
        driven = driven || text.chars().anyMatch(c -> c == 0x1b || c == 0x0e || c == 0x9b);
        alternate = alternate || (driven && ALTERNATE_ON.matcher(text).find());
    }

    /** What to write, if anything. */
    public byte[] sequence() {
        // Outside of the alternate screen, leaving it would move the cursor to where it never was.
        return ((alternate ? ALTERNATE_OFF : "") + (driven ? SEQUENCE : "")).getBytes(StandardCharsets.US_ASCII);
    }
}
