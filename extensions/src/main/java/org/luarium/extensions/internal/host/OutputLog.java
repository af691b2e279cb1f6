// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an extension writes to its output and its logger: into the log of the host, where a line that comes again and again is counted. The last of the output is kept. Thread-safe. */
public final class OutputLog {
    private static final int KEPT = 64 << 10;
    private static final int LONGEST_LINE = 8 << 10;

    private final Logger log;
    private final StringBuilder kept = new StringBuilder(); // guarded by this
    private final StringBuilder line = new StringBuilder(); // guarded by this
    private String last = ""; // guarded by this
    private int repeated; // guarded by this

    OutputLog(String extension) {
        log = LoggerFactory.getLogger("org.luarium.extension." + extension);
    }

    /** Takes what was written. */
    public synchronized void output(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        kept.append(text);
        if (kept.length() > KEPT) {
            kept.delete(0, kept.length() - KEPT);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || line.length() >= LONGEST_LINE) {
                write("INFO", line.toString(), "");
                line.setLength(0);
            }
            if (c != '\n' && c != '\r') {
                line.append(Character.isISOControl(c) && c != '\t' ? '\ufffd' : c);
            }
        }
    }

    synchronized void write(String level, String message, String trace) {
        String now = level + message + trace;
        if (now.equals(last)) {
            repeated++;
            return;
        }
        flushRepeated();
        last = now;
        String text = trace.isEmpty() ? message : message + System.lineSeparator() + trace;
        switch (level.toUpperCase(Locale.ROOT)) {
            case "ERROR" -> log.error("{}", text);
            case "WARNING" -> log.warn("{}", text);
            case "DEBUG" -> log.debug("{}", text);
            case "TRACE" -> log.trace("{}", text);
            default -> log.info("{}", text);
        }
    }

    /** Says how often the last line has come since. */
    synchronized void flushRepeated() {
        if (repeated > 0) {
            log.info("(the line before came {} times more)", repeated);
            repeated = 0;
        }
        last = "";
    }

    /** The last of the output. */
    synchronized String kept() {
        return kept.toString();
    }

    /** The very last of the output, for a message. */
    synchronized String tail() {
        String text = kept.toString().strip();
        return text.length() <= 400 ? text : "…" + text.substring(text.length() - 400);
    }
}
