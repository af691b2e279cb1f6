// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionListener;
import org.luarium.session.SessionState;
import org.luarium.session.SessionStateException;

/** A simple terminal: a line in, what comes of it out. */
final class TerminalLoop implements SessionListener {
    private final SessionImpl session;
    private final BufferedReader in;
    private final OutputStream out;
    private boolean answered; // guarded by this
    private boolean over; // guarded by this
    private @Nullable IOException failure; // guarded by this

    TerminalLoop(SessionImpl session, InputStream in, OutputStream out) {
        this.session = session;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
    }

    void run() {
        try (Attachment attachment = session.attach(AttachRequest.writer(), this)) {
            while (prompt()) {
                String line = in.readLine();
                if (line == null || line.strip().equals("exit") || line.strip().equals("quit")) {
                    return;
                }
                synchronized (this) {
                    answered = false;
                }
                attachment.send(line);
                awaitAnswer();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SessionStateException e) {
            // The VM has ended while we waited for a line; what it wrote was shown.
        } catch (IOException e) {
            throw new UncheckedIOException("session " + session.id() + " cannot talk to its terminal", e);
        }
    }

    /** Asks for a line. Returns false if the end has come. */
    private boolean prompt() throws IOException {
        SessionState state = session.state();
        synchronized (this) {
            if (over || state == SessionState.EXITED || state == SessionState.CLOSED) {
                return false;
            }
            if (state != SessionState.READING) {
                String prompt = state == SessionState.CONTINUATION ? ">> " : "lua[" + session.id() + "]> ";
                out.write(prompt.getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
            return true;
        }
    }

    private synchronized void awaitAnswer() throws InterruptedException, IOException {
        while (!answered && !over && failure == null) {
            wait();
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public synchronized void event(SessionEvent event) {
        try {
            switch (event.kind()) {
                case OUTPUT, ERROR_OUTPUT, VALUES, ERROR -> event.writeTo(out);
                case RESTARTED -> out.write(("[" + event.text() + "]\n").getBytes(StandardCharsets.UTF_8));
                case PROMPT -> answered = true;
                case EXIT -> over = true;
                default -> {}
            }
        } catch (IOException e) {
            failure = e;
        }
        notifyAll();
    }

    @Override
    public synchronized void detached(String reason) {
        over = true;
        notifyAll();
    }
}
