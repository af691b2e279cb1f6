// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.console;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;
import org.jspecify.annotations.Nullable;
import org.luarium.vm.OutputListener;
import org.luarium.vm.ScriptInput;

/**
 * Where one run of a command reads and writes.
 *
 * <p>Output that reaches a person is made safe and may be dimmed; output into a pipe or file is passed on byte by byte. What cannot be told apart is
 * taken for a terminal if the JVM has one.
 *
 * <p>A terminal is written to directly and not through the streams of the Gogo process: those are interruptible channels, and the interrupt that
 * Ctrl-C sends to the command would close the terminal for the rest of the session.
 *
 * <p>Used by one thread at a time, except that output may come from another than the command's.
 */
public final class CommandConsole {
    /** The session variables under which gogo.jline and Karaf keep their terminals. */
    private static final List<String> TERMINALS = List.of(".terminal", ".jline.terminal");

    /** Narrower than any terminal that is in use: a line that wraps could not be erased. */
    private static final int PROGRESS_WIDTH = 79;

    private static final String DIM = "\u001b[2m";
    private static final String RESET = "\u001b[0m";

    private final CommandSession session;
    private final @Nullable Process process;
    private final boolean terminal;

    private CommandConsole(CommandSession session, @Nullable Process process) {
        this.session = session;
        this.process = process;
        terminal = TERMINALS.stream().anyMatch(name -> session.get(name) != null);
    }

    /** The console of the command that the current thread runs. */
    public static CommandConsole of(CommandSession session) {
        return new CommandConsole(session, Process.Utils.current());
    }

    /** What relative paths are relative to. */
    public Path directory() {
        return session.currentDir();
    }

    /** Whether what is written reaches a person who watches. */
    public boolean interactive() {
        return terminal && connected(1);
    }

    /** Whether a person watches, and this JVM was started by one: shells make terminals of pipes too. */
    public boolean watched() {
        return interactive() && JvmTerminal.present();
    }

    /** What the shell has as its terminal, if this command reads and writes there. */
    public Optional<Object> terminal() {
        return TERMINALS.stream()
                .map(session::get)
                .filter(known -> known != null && connected(0) && connected(1))
                .findFirst();
    }

    /** What is typed, or redirected or piped into the command. */
    public InputStream keyboard() {
        return process == null || process.isTty(0) ? session.getKeyboard() : process.in();
    }

    /** Where output goes that has no need to be made safe. */
    public OutputStream output() {
        return connected(1) || process == null ? session.getConsole() : process.out();
    }

    /** Writes bytes as they are, for those who have asked for that. */
    public void raw(byte[] bytes) {
        write(1, bytes);
    }

    /** Writes text of our own, followed by a newline. */
    public void line(String text) {
        write(1, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes text from a VM to the error output, less prominent than the rest. */
    public void aside(String text) {
        write(2, (dimmed(text) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Text from a VM, made safe and less prominent. */
    public String dimmed(String text) {
        String safe = SafeText.lines(text);
        return colour() ? DIM + safe + RESET : safe;
    }

    /** A line that tells a person who watches how far something is; shown on a terminal that can take it back, even if the output goes elsewhere. */
    public ProgressLine progress() {
        return new ProgressLine(
                terminal && connected(2) && !type().startsWith("dumb"),
                PROGRESS_WIDTH,
                text -> write(2, text.getBytes(StandardCharsets.UTF_8)),
                System::nanoTime,
                CompletableFuture.delayedExecutor(ProgressLine.PAUSE_NANOS, TimeUnit.NANOSECONDS)::execute);
    }

    /** A listener that passes output of a VM on. Its {@code close} writes what it has held back. */
    public Stream stream() {
        return new Stream();
    }

    /**
     * The input for a script: what is redirected or piped into the command, or the input of a session without a terminal. None at a terminal, where
     * the shell itself reads.
     */
    public Optional<ScriptInput> input() {
        if (process != null && !process.isTty(0)) {
            return Optional.of(ScriptInput.of(process.in()));
        }
        return terminal ? Optional.empty() : Optional.of(ScriptInput.of(session.getKeyboard()));
    }

    private boolean connected(int descriptor) {
        return process == null || process.isTty(descriptor);
    }

    private boolean raw(int descriptor) {
        return !connected(descriptor) || !(terminal || JvmTerminal.present());
    }

    /** Whether text may have colours and the like. */
    public boolean colour() {
        return interactive()
                && !type().startsWith("dumb")
                && isEmpty(System.getenv("NO_COLOR"))
                && isEmpty(session.get("NO_COLOR"));
    }

    /** What kind of terminal a person watches; empty if nobody says, {@code dumb} if it does not know itself. */
    public String type() {
        try {
            return session.get("#TERM") instanceof Function type
                    ? String.valueOf(type.execute(session, List.of()))
                    : Objects.requireNonNullElse(System.getenv("TERM"), "");
        } catch (Exception e) {
            return "dumb";
        }
    }

    /** How wide the terminal is; 0 if nobody knows. */
    public int columns() {
        return session.get("#COLUMNS") instanceof Function width ? number(width) : 0;
    }

    private int number(Function variable) {
        try {
            return Integer.parseInt(String.valueOf(variable.execute(session, List.of())));
        } catch (Exception e) {
            // A function of the shell may throw what it likes.
            return 0;
        }
    }

    private static boolean isEmpty(@Nullable Object variable) {
        return variable == null || variable.toString().isEmpty();
    }

    private void write(int descriptor, byte[] bytes) {
        if (process == null || (connected(descriptor) && (terminal || descriptor == 1))) {
            write(session.getConsole(), bytes);
        } else if (descriptor == 1) {
            write(process.out(), bytes);
        } else if (process.isTty(descriptor)) {
            writeUninterrupted(process.err(), bytes);
        } else {
            write(process.err(), bytes);
        }
    }

    private static void write(PrintStream stream, byte[] bytes) {
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }

    /**
     * For the one channel of the session that there is no other way to: a pending interrupt would close it. Elsewhere the interrupt has to stay visible,
     * since whoever runs the script looks for it, and a slow reader would hide it most of the time.
     */
    private static void writeUninterrupted(PrintStream stream, byte[] bytes) {
        boolean interrupted = Thread.interrupted();
        write(stream, bytes);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Passes output of a VM on while it is produced. */
    public final class Stream implements OutputListener, AutoCloseable {
        private final SafeText out = new SafeText();
        private final SafeText err = new SafeText();

        @Override
        public void output(OutputListener.Stream stream, byte[] bytes) {
            boolean error = stream == OutputListener.Stream.STDERR;
            int descriptor = error ? 2 : 1;
            write(descriptor, raw(descriptor) ? bytes : utf8((error ? err : out).next(bytes)));
        }

        @Override
        public void close() {
            write(1, utf8(out.end()));
            write(2, utf8(err.end()));
        }

        private byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
