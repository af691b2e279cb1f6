// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher.log;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Where log records go. */
public final class Log {
    private static final long MOST_BYTES = 1 << 20;
    private static final List<Level> LEVELS = List.of(Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG);
    private static final OutputStream SCREEN = new FileOutputStream(FileDescriptor.err);
    private static final Log NONE = new Log(null, Level.ERROR, false);

    private static volatile Log current = NONE;

    private final @Nullable LogFile file;
    private final Level level;
    private final boolean onScreen;

    private Log(@Nullable LogFile file, Level level, boolean onScreen) {
        this.file = file;
        this.level = level;
        this.onScreen = onScreen;
    }

    /**
     * Opens the log of this process and makes it the provider of SLF4J.
     *
     * @param directory where {@code luarium.log} lies
     * @param debug whether it keeps debug records
     * @param onScreen whether warnings and errors also go to the error output
     */
    public static void open(Path directory, boolean debug, boolean onScreen) {
        current = new Log(
                new LogFile(directory.resolve("luarium.log"), MOST_BYTES), debug ? Level.DEBUG : Level.INFO, onScreen);
        System.setProperty("slf4j.provider", LogProvider.class.getName());
        // Else it tells on the error output that it obeys.
        System.setProperty("slf4j.internal.verbosity", "WARN");
    }

    /**
     * Sets what is kept, unless debug records were asked for.
     *
     * @param name {@code error}, {@code warn}, {@code info} or {@code debug}
     * @return false if it is none of these
     */
    public static boolean level(String name) {
        for (Level level : LEVELS) {
            if (level.name().equalsIgnoreCase(name)) {
                Log log = current;
                current = log.level == Level.DEBUG ? log : new Log(log.file, level, log.onScreen);
                return true;
            }
        }
        return false;
    }

    /**
     * Sends what is printed to {@code System.out} and {@code System.err} into the log. For a script, whose output must not be mixed with
     * anything: it does not go through these streams.
     */
    public static void captureSystemStreams() {
        System.setOut(new PrintStream(new Lines("stdout", Level.INFO), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Lines("stderr", Level.WARN), true, StandardCharsets.UTF_8));
    }

    static boolean accepts(String logger, Level level) {
        // zt-exec logs whole command lines at debug: code, and perhaps secrets.
        Level least = logger.startsWith("org.zeroturnaround.") ? Level.INFO : current.level;
        return level.toInt() >= least.toInt();
    }

    /**
     * Writes a record, whatever its level.
     *
     * @param logger who writes
     * @param level how much it matters
     * @param message the text
     * @param thrown what led to it, or {@code null}
     */
    public static void write(String logger, Level level, String message, @Nullable Throwable thrown) {
        current.write(
                "%s %-5s [%s] %s - %s%n%s"
                        .formatted(
                                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                                level,
                                Thread.currentThread().getName(),
                                logger,
                                message,
                                trace(thrown)),
                level,
                message);
    }

    private void write(String text, Level importance, String message) {
        if (file != null) {
            file.append(text);
        }
        if (onScreen && importance.toInt() >= Level.WARN.toInt()) {
            // System.err would lead back here, or into a session of the shell.
            try {
                SCREEN.write(("luarium: " + message + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The file has it.
            }
        }
    }

    private static String trace(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        try (PrintWriter writer = new PrintWriter(text)) {
            thrown.printStackTrace(writer);
        }
        return text.toString();
    }

    /** Turns lines into records. */
    private static final class Lines extends OutputStream {
        private final String name;
        private final Level level;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(String name, Level level) {
            this.name = name;
            this.level = level;
        }

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                Log.write(name, level, line.toString(StandardCharsets.UTF_8), null);
                line.reset();
            } else {
                line.write(b);
            }
        }
    }
}
