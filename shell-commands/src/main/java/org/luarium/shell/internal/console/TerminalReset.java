// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.console;

import java.nio.charset.StandardCharsets;

/** What puts a terminal in order again that a program was allowed to drive. Terminals ignore what they do not know of it. */
public final class TerminalReset {
    private static final String SEQUENCE = String.join(
            "",
            "\u001b7\u001b[r\u001b8", // the whole screen scrolls; it would move the cursor, which is kept
            "\u001b7\u001b[?1049l", // no alternate screen; the cursor is where it was before that, or here
            "\u001b[?9l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1004l\u001b[?1005l\u001b[?1006l\u001b[?1015l", // no mouse
            "\u001b[?2004l", // no marks around what is pasted
            "\u001b[?1l\u001b>", // keys send what they should
            "\u001b[4l\u001b[?5l\u001b[?6l\u001b[?7h", // overwriting, not inverse, long lines continue
            "\u001b(B\u000f", // letters are letters
            "\u001b[0m\u001b[?25h"); // no colours, a cursor

    private TerminalReset() {}

    public static byte[] sequence() {
        return SEQUENCE.getBytes(StandardCharsets.US_ASCII);
    }
}
