// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.tour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;
import org.luarium.shell.internal.console.CommandConsole;

/** A person at a terminal: Enter goes on, and q leaves as Ctrl-C and Ctrl-D do. */
public final class TerminalKeys implements Keys {
    private static final long GLANCE_MILLIS = 200;
    private static final char END_OF_INPUT = 4;

    private final Terminal terminal;
    private final CommandConsole console;

    private TerminalKeys(Terminal terminal, CommandConsole console) {
        this.terminal = terminal;
        this.console = console;
    }

    /**
     * Looks for somebody at the terminal of a console.
     *
     * @param known what the shell keeps as its terminal
     */
    public static Optional<Keys> of(Object known, CommandConsole console) {
        return known instanceof Terminal terminal && !terminal.getType().startsWith(Terminal.TYPE_DUMB)
                ? Optional.of(new TerminalKeys(terminal, console))
                : Optional.empty();
    }

    @Override
    public boolean goesOn(String command) {
        console.line(command + "    [Enter, or q]");
        Attributes attributes = terminal.enterRawMode();
        try {
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            terminal.setAttributes(attributes);
        }
    }

    private boolean answer() throws IOException {
        while (!Thread.currentThread().isInterrupted()) {
            int key = terminal.reader().read(GLANCE_MILLIS);
            if (key == '\r' || key == '\n') {
                return true;
            }
            if (key == 'q' || key == 'Q' || key == END_OF_INPUT || key == NonBlockingReader.EOF) {
                return false;
            }
        }
        return false;
    }
}
