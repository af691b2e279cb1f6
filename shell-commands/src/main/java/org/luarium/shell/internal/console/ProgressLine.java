// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.console;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One line on a terminal that says how far something is, written over again and again, and gone at the end. It is made of blanks and carriage returns only, so that every terminal
 * understands it. Where there is no terminal it does nothing. Thread-safe.
 */
public final class ProgressLine implements AutoCloseable {
    static final long PAUSE_NANOS = 100_000_000;

    private final boolean shown;
    private final int width;
    private final Consumer<String> out;
    private final LongSupplier clock;
    private final Consumer<Runnable> later;
    private String text = ""; // guarded by this
    private boolean due; // guarded by this
    private int length; // guarded by this
    private long next; // guarded by this
    private boolean closed; // guarded by this

    /**
     * Prepares a line.
     *
     * @param shown whether to show it at all
     * @param width how many characters may be written
     * @param out writes to the terminal
     * @param clock nanoseconds
     * @param later runs something after a tenth of a second
     */
    ProgressLine(boolean shown, int width, Consumer<String> out, LongSupplier clock, Consumer<Runnable> later) {
        this.shown = shown;
        this.width = width;
        this.out = out;
        this.clock = clock;
        this.later = later;
        next = clock.getAsLong();
    }

    /** Shows another text; a moment later if the last one was shown just now, and only the newest of those that come meanwhile. */
    public synchronized void show(String newText) {
        if (!shown || closed) {
            return;
        }
        text = newText;
        if (clock.getAsLong() - next >= 0) {
            write();
        } else if (!due) {
            due = true;
            later.accept(this::catchUp);
        }
    }

    private synchronized void catchUp() {
        due = false;
        if (!closed) {
            write();
        }
    }

    // called with the lock
    private void write() {
        next = clock.getAsLong() + PAUSE_NANOS;
        String safe = SafeText.line(text);
        String line = safe.length() > width ? safe.substring(0, width - 1) + "…" : safe;
        out.accept("\r" + line + " ".repeat(Math.max(0, length - line.length())));
        length = line.length();
    }

    /** Erases it; not after Ctrl-C, when the shell has gone on and its prompt may be there instead. */
    @Override
    public synchronized void close() {
        closed = true;
        if (length > 0 && !Thread.currentThread().isInterrupted()) {
            out.accept("\r" + " ".repeat(length) + "\r");
        }
        length = 0;
    }
}
