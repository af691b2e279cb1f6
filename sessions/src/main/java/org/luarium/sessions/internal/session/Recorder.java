// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a session in the format asciicast v2: a line of JSON that describes the recording, then one for each event: {@code [seconds, "o" or "i", text]}. As on a terminal, the output has prompts and what was
 * typed in it.
 */
final class Recorder implements SessionListener {
    private static final Logger log = LoggerFactory.getLogger(Recorder.class);
    private static final long MOST = 1L << 30;

    private final String session;
    private final Path file;
    private final long beganMillis;
    private final OutputStream out;
    private final Utf8Pieces text = new Utf8Pieces();
    private boolean inLine;
    private long written;

    Recorder(String session, Path file, Clock clock) throws IOException {
        this.session = session;
        this.file = file;
        beganMillis = clock.millis();
        out = new BufferedOutputStream(create(file), 64 << 10);
        write("{\"version\":2,\"width\":80,\"height\":24,\"timestamp\":" + beganMillis / 1000 + ",\"title\":"
                + quote("Luarium session " + session) + "}\n");
        out.flush();
    }

    /** A file under its name is one that nobody else could have opened or linked to something. */
    private static OutputStream create(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path fresh = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        FileAttribute<?>[] attributes =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        var channel = Files.newByteChannel(
                fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
        try {
            move(fresh, target);
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(fresh);
            throw e;
        }
        return Channels.newOutputStream(channel);
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.isDirectory(to)) {
            throw new IOException(to + " is a directory");
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void event(SessionEvent event) {
        try {
            switch (event.kind()) {
                case OUTPUT, ERROR_OUTPUT, VALUES, ERROR -> line(event, "o", text.decode(event.bytes()));
                case INPUT -> {
                    String typed = event.text().endsWith("\n") ? event.text() : event.text() + "\n";
                    line(event, "i", typed);
                    line(event, "o", typed);
                }
                case PROMPT -> line(event, "o", prompt(event.text()));
                case RESTARTED, EXIT -> line(event, "o", text.rest() + "[" + event.text() + "]\n");
                default -> {}
            }
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("the recording " + file + " cannot be written", e);
        }
        if (written >= MOST) {
            throw new IllegalStateException("the recording " + file + " has reached 1 GiB");
        }
    }

    private String prompt(String state) {
        String before = text.rest() + (inLine ? "\n" : "");
        return switch (state) {
            case "READY" -> before + "lua[" + session + "]> ";
            case "CONTINUATION" -> before + ">> ";
            default -> "";
        };
    }

    private void line(SessionEvent event, String kind, String shown) throws IOException {
        if (shown.isEmpty()) {
            return;
        }
        if (kind.equals("o")) {
            inLine = !shown.endsWith("\n");
        }
        double seconds = Math.max(0, event.time().toEpochMilli() - beganMillis) / 1000.0;
        write(String.format(Locale.ROOT, "[%.3f,\"%s\",", seconds, kind) + quote(shown) + "]\n");
    }

    private void write(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        written += bytes.length;
        out.write(bytes);
    }

    /** As JSON, with the line ends that a terminal needs. */
    static String quote(String shown) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append(i > 0 && shown.charAt(i - 1) == '\r' ? "\\n" : "\\r\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ' || c == '\u007f' || (Character.isSurrogate(c) && !isPaired(shown, i))) {
                        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    @Override
    public void lost(long count) {
        log.warn("session {}: {} events are missing in its recording {}", session, count, file);
    }

    @Override
    public void detached(String reason) {
        try {
            out.close();
        } catch (IOException e) {
            log.warn("session {}: the end of its recording {} is not written", session, file, e);
        }
    }
}
