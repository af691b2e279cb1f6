// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.attach;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jline.reader.LineReader;
import org.jline.terminal.Terminal;
import org.luarium.shell.internal.console.SafeText;
import org.luarium.shell.internal.console.TerminalReset;

/**
 * What is shown while a terminal is attached. Output of the VM goes there as it is, everything else made safe. While a line is edited, all of it
 * appears above that line.
 *
 * <p>The session calls on a thread of its own, and the thread at the keyboard has things to say meanwhile, so that one waits for the other: what is
 * written at once stays in one piece.
 */
final class Screen {
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";
    private static final String SAVE_TITLE = "\u001b[22;0t";
    private static final String RESTORE_TITLE = "\u001b[23;0t";
    private static final String LINE_START = "\r\u001b[K";
    /** Titles, movements of the cursor and modes; colours may stay. */
    private static final Pattern MOVEMENT = Pattern.compile("\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)"
            + "|\u001b\\[[0-9;?]*[@-ln-~]|\u001b[^\\[]|[\\x00-\\x1a\\x1c-\\x1f\\x7f-\\x9f]");

    private static final int LONGEST_TAIL = 200;

    private final Terminal terminal;
    private final LineReader reader;
    private final boolean colour;
    private final TerminalReset reset = new TerminalReset();
    private String tail = ""; // guarded by this

    Screen(Terminal terminal, LineReader reader, boolean colour) {
        this.terminal = terminal;
        this.reader = reader;
        this.colour = colour;
    }

    void begin() {
        write(SAVE_TITLE.getBytes(StandardCharsets.US_ASCII));
    }

    /** Puts the terminal in order, whatever the VM has done to it. */
    synchronized void end() {
        if (!tail.isEmpty()) {
            write(new byte[] {'\n'});
        }
        write(reset.sequence());
        write(RESTORE_TITLE.getBytes(StandardCharsets.US_ASCII));
    }

    /** Output of the VM. */
    synchronized void output(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        reset.note(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (reader.isReading()) {
            reader.printAbove(text);
            return;
        }
        String line = tail + text;
        line = line.substring(line.lastIndexOf('\n') + 1);
        tail = line.substring(Math.max(0, line.length() - LONGEST_TAIL));
        write(bytes);
    }

    /** Something to know that the VM has not written; on lines of its own. */
    synchronized void notice(String text) {
        String safe = SafeText.lines(text.stripTrailing());
        String shown = (colour ? DIM + safe + PLAIN : safe) + "\n";
        if (reader.isReading()) {
            reader.printAbove(shown);
        } else {
            write(((tail.isEmpty() ? "" : "\n") + shown).getBytes(StandardCharsets.UTF_8));
            tail = "";
        }
    }

    /** Moves to where a prompt can stand: a line of its own. */
    synchronized void freshLine() {
        if (!tail.isEmpty()) {
            write(new byte[] {'\n'});
            tail = "";
        }
    }

    /** Takes back what the VM has written on the present line, so that it can be the prompt for the answer. */
    synchronized String question() {
        String question = MOVEMENT.matcher(tail).replaceAll("");
        tail = "";
        if (!question.isEmpty()) {
            write(LINE_START.getBytes(StandardCharsets.US_ASCII));
        }
        return question;
    }

    private synchronized void write(byte[] bytes) {
        try {
            terminal.output().write(bytes);
            terminal.output().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
