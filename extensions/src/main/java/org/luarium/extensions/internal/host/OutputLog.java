// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an extension writes to its output and its logger: into the log of the host, where a line that comes again and again is counted. The last of the output is kept. Thread-safe. */
public final class OutputLog {
    private static final int KEPT = 64 << 10;
    private static final int LONGEST_LINE = 8 << 10;
    private static final int LONGEST_TAIL = 400;
    private static final Line NONE = new Line("", "", "");

    private final Logger log;
    /** Apart from the other, so that a log which takes its time keeps nobody from looking. */
    private final StringBuilder kept = new StringBuilder(); // guarded by itself

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE); // guarded by this
    private byte[] rest = new byte[0]; // guarded by this
    private final StringBuilder line = new StringBuilder(); // guarded by this
    private Line last = NONE; // guarded by this
    private int repeated; // guarded by this

    private record Line(String level, String message, String trace) {}

    OutputLog(String extension) {
        log = LoggerFactory.getLogger("org.luarium.extension." + extension);
    }

    /** Takes what was written. */
    public synchronized void output(byte[] bytes) {
        String text = decode(bytes);
        synchronized (kept) {
            kept.append(text);
            if (kept.length() > KEPT) {
                kept.delete(0, kept.length() - KEPT);
            }
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || line.length() >= LONGEST_LINE) {
                endLine();
            }
            if (c != '\n' && c != '\r') {
                line.append(Character.isISOControl(c) && c != '\t' ? '\ufffd' : c);
            }
        }
    }

    /** The bytes as text; those of a character that is not complete yet wait for the next. */
    private String decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.allocate(rest.length + bytes.length);
        in.put(rest).put(bytes).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.reset().decode(in, out, false);
        rest = new byte[in.remaining()];
        in.get(rest);
        return out.flip().toString();
    }

    private void endLine() {
        String text = line.toString();
        line.setLength(0);
        write("INFO", text, "");
    }

    synchronized void write(String level, String message, String trace) {
        Line now = new Line(level, message, trace);
        if (now.equals(last)) {
            repeated++;
            return;
        }
        tellRepeated();
        last = now;
        log(level, trace.isEmpty() ? message : message + System.lineSeparator() + trace);
    }

    private void log(String level, String text) {
        switch (level.toUpperCase(Locale.ROOT)) {
            case "ERROR" -> log.error("{}", text);
            case "WARNING" -> log.warn("{}", text);
            case "DEBUG" -> log.debug("{}", text);
            case "TRACE" -> log.trace("{}", text);
            default -> log.info("{}", text);
        }
    }

    private void tellRepeated() {
        if (repeated > 0) {
            log(last.level, "(the line before came " + repeated + (repeated == 1 ? " time" : " times") + " more)");
            repeated = 0;
        }
        last = NONE;
    }

    /** A process has ended: writes what it began, and how often its last line has come since. */
    synchronized void flush() {
        if (line.length() > 0) {
            endLine();
        }
        rest = new byte[0];
        tellRepeated();
    }

    /** The last of the output. */
    String kept() {
        synchronized (kept) {
            return kept.toString();
        }
    }

    /** The very last of the output, for a message. */
    String tail() {
        String text = kept().strip();
        return text.length() <= LONGEST_TAIL ? text : "…" + text.substring(text.length() - LONGEST_TAIL);
    }
}
