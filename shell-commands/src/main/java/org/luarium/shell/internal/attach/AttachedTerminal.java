// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.attach;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.NonBlockingReader;
import org.luarium.LuariumException;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.Session;
import org.luarium.session.SessionState;
import org.luarium.shell.internal.console.SafeText;

/**
 * A person at a terminal and a session, until one of the two leaves.
 *
 * <p>The terminal is raw all the time. While the session waits for input, JLine edits a line; while it runs something, what it writes goes to the
 * terminal as it is, and keys wait, but for those that interrupt or leave. Whatever happens, the terminal is given back as it was.
 */
public final class AttachedTerminal implements AutoCloseable {
    private static final Duration PAST = Duration.ofSeconds(1);
    private static final Duration GLANCE = Duration.ofMillis(40);
    private static final long KEY_MILLIS = 100;
    private static final long CLOSE_SECONDS = 2;
    private static final int MOST_TYPED = 4_096;
    private static final Set<String> FAREWELLS = Set.of("exit", "quit");
    private static final char END_OF_INPUT = 4;

    private final Terminal terminal;
    private final Session session;
    private final Editor editor;
    private final Screen screen;
    private final Conversation conversation;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final StringBuilder typed = new StringBuilder();
    private final AtomicBoolean untyped = new AtomicBoolean();
    private String beginning = "";

    private AttachedTerminal(Terminal terminal, Session session, boolean colour) {
        this.terminal = terminal;
        this.session = session;
        editor = new Editor(terminal, session);
        screen = new Screen(terminal, editor.reader(), colour);
        conversation = new Conversation(session.id(), screen);
    }

    /**
     * Prepares a terminal for a session.
     *
     * @param terminal what the shell keeps as its terminal
     * @param colour whether what the VM has not written may look different
     * @return nothing, if lines cannot be edited there
     */
    public static Optional<AttachedTerminal> of(Object terminal, Session session, boolean colour) {
        return terminal instanceof Terminal real && !real.getType().startsWith(Terminal.TYPE_DUMB)
                ? Optional.of(new AttachedTerminal(real, session, colour))
                : Optional.empty();
    }

    /**
     * Attaches, until somebody detaches or the session ends.
     *
     * @return how it went, in one line
     */
    public String run(AttachRequest request) {
        Attributes attributes = terminal.getAttributes();
        SignalHandler interrupt = terminal.handle(Signal.INT, signal -> interrupted());
        SignalHandler suspend = terminal.handle(Signal.TSTP, SignalHandler.SIG_IGN);
        try {
            terminal.enterRawMode();
            converse(session.attach(request, conversation), request);
        } finally {
            terminal.setAttributes(attributes);
            terminal.handle(Signal.TSTP, suspend);
            terminal.handle(Signal.INT, interrupt);
            finished.countDown();
        }
        return SafeText.line(conversation.ending().orElse("detached from " + session.id()));
    }

    /** Ends it from elsewhere, and waits, within bounds, until the terminal is given back. */
    @Override
    public void close() {
        conversation.end("detached from " + session.id() + ": its commands are being stopped");
        try {
            boolean ignored = finished.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse(Attachment attachment, AttachRequest request) {
        screen.begin();
        try (attachment) {
            conversation.begin(attachment.name(), attachment.isWriter(), session.info());
            conversation.awaitPast(request.lastLines().orElse(0) > 0 ? PAST : Duration.ZERO);
            if (!conversation.writes()) {
                screen.notice("following " + session.id() + "; Ctrl-] leaves");
            }
            while (conversation.ending().isEmpty()) {
                step(attachment);
            }
        } catch (InterruptedException | InterruptedIOException e) {
            Thread.currentThread().interrupt();
            leave();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            // By now the attachment is closed, so that nothing of the VM can come after this.
            screen.end();
        }
    }

    private void step(Attachment attachment) throws IOException, InterruptedException {
        if (!conversation.writes()) {
            conversation
                    .takenOver()
                    .ifPresent(who -> screen.notice(who + " writes now, and this terminal follows; Ctrl-] leaves"));
            follow();
            return;
        }
        SessionState state = conversation.awaitPrompt(GLANCE);
        if (state == SessionState.BUSY) {
            typeAhead();
            conversation.compare(session.info());
        } else {
            edit(attachment, state);
        }
    }

    private void edit(Attachment attachment, SessionState state) {
        String question = "";
        if (state == SessionState.READING) {
            question = screen.question();
        } else {
            screen.freshLine();
        }
        if (!conversation.edit(state)) {
            return;
        }
        forget();
        if (typed.length() > 0) {
            editor.type(typed.toString());
            typed.setLength(0);
        }
        String line;
        try {
            line = editor.read(prompt(state, question), beginning, state != SessionState.READING);
            beginning = "";
        } catch (UserInterruptException e) {
            boolean byPerson = conversation.edited(state);
            beginning = byPerson ? "" : e.getPartialLine();
            if (byPerson && state != SessionState.READY) {
                interrupted();
            }
            return;
        } catch (EndOfFileException e) {
            leave();
            return;
        } finally {
            conversation.edited(state);
        }
        if (state != SessionState.READING && FAREWELLS.contains(line.strip())) {
            leave();
        } else if (state != SessionState.READY || !line.isBlank()) {
            send(attachment, line + "\n");
        }
    }

    private String prompt(SessionState state, String question) {
        return switch (state) {
            case READY -> "lua[" + session.id() + "]> ";
            case CONTINUATION -> "lua[" + session.id() + "]>> ";
            default -> question;
        };
    }

    private void send(Attachment attachment, String input) {
        conversation.sending();
        try {
            attachment.send(input);
        } catch (LuariumException e) {
            conversation.compare(session.info());
            screen.notice(String.valueOf(e.getMessage()));
        }
    }

    /** Keeps what is typed while something runs for the next prompt. */
    private void typeAhead() throws IOException {
        forget();
        NonBlockingReader keys = terminal.reader();
        for (int key = keys.read(1); key != NonBlockingReader.READ_EXPIRED; key = keys.read(1)) {
            if (key < 0 || key == Editor.LEAVE) {
                leave();
                return;
            }
            if (typed.length() < MOST_TYPED) {
                typed.append((char) key);
            }
        }
    }

    /** An interrupt takes with it what was typed before. */
    private void forget() {
        if (untyped.getAndSet(false)) {
            typed.setLength(0);
        }
    }

    private void follow() throws IOException {
        int key = terminal.reader().read(KEY_MILLIS);
        if (key == NonBlockingReader.EOF || key == Editor.LEAVE || key == END_OF_INPUT || key == 'q') {
            leave();
        }
    }

    private void interrupted() {
        if (!conversation.writes()) {
            leave();
            return;
        }
        untyped.set(true);
        conversation.interrupting();
        try {
            boolean ignored = session.interrupt();
        } catch (LuariumException e) {
            screen.notice(String.valueOf(e.getMessage()));
        }
    }

    private void leave() {
        conversation.end("detached from " + session.id() + "; it goes on");
    }
}
