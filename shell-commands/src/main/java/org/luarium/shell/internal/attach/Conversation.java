// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.attach;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionInfo;
import org.luarium.session.SessionListener;
import org.luarium.session.SessionState;

/**
 * What an attached terminal knows of its session. The session calls it on threads of its own; the thread at the keyboard asks it, and is interrupted
 * in its editing when the prompt that it shows has become wrong.
 *
 * <p>The state is that of the last event, with two exceptions. Events from before the beginning say nothing about now. And once something is sent, a
 * prompt counts only after the session has confirmed that it came: an earlier one may still be on its way.
 */
final class Conversation implements SessionListener {
    private static final long BEGIN_SECONDS = 10;
    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final String id;
    private final Screen screen;
    private final CountDownLatch begun = new CountDownLatch(1);
    private String name = ""; // guarded by this
    private long beginning; // guarded by this
    private long heard; // guarded by this
    private SessionState state = SessionState.BUSY; // guarded by this
    private boolean unconfirmed; // guarded by this
    private boolean writer; // guarded by this
    private @Nullable Thread editing; // guarded by this
    private @Nullable String end; // guarded by this
    private @Nullable String takenOverBy; // guarded by this

    Conversation(String id, Screen screen) {
        this.id = id;
        this.screen = screen;
    }

    /** Lets events in, which wait until it is known what they mean. */
    void begin(String ownName, boolean writes, SessionInfo info) {
        synchronized (this) {
            name = ownName;
            writer = writes;
            beginning = info.nextSequence();
            state = info.state();
        }
        begun.countDown();
    }

    /** Waits until what was there before has been shown, within bounds. */
    synchronized void awaitPast(Duration most) throws InterruptedException {
        await(() -> heard >= beginning - 1, most);
        if (state == SessionState.EXITED || state == SessionState.CLOSED) {
            end("session " + id + " has ended; session:info says how");
        }
    }

    /** Waits for a prompt, or for the end, and gives the state then. */
    synchronized SessionState awaitPrompt(Duration most) throws InterruptedException {
        await(this::prompts, most);
        return prompts() ? state : SessionState.BUSY;
    }

    private boolean prompts() {
        return !unconfirmed
                && (state == SessionState.READY || state == SessionState.CONTINUATION || state == SessionState.READING);
    }

    private synchronized void await(BooleanSupplier condition, Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        long left = most.toNanos();
        while (end == null && !condition.getAsBoolean() && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }

    /** Whether the current thread may edit at the prompt of a state; if so, it is interrupted when that prompt is no longer right. */
    synchronized boolean edit(SessionState prompt) {
        if (end != null || !writer || state != prompt) {
            return false;
        }
        editing = Thread.currentThread();
        return true;
    }

    /** Ends what {@link #edit} began; gives false if the prompt has become wrong meanwhile. */
    synchronized boolean edited(SessionState prompt) {
        editing = null;
        notifyAll();
        boolean right = end == null && writer && state == prompt;
        if (!right) {
            // The interrupt was meant for the editing, and has served its purpose.
            boolean ignored = Thread.interrupted();
        }
        return right;
    }

    /** Notes that something is being sent. */
    synchronized void sending() {
        unconfirmed = true;
        state = SessionState.BUSY;
    }

    /** Notes that what runs or is incomplete is being interrupted, after which there is a new prompt. */
    synchronized void interrupting() {
        unconfirmed = false;
        state = SessionState.BUSY;
    }

    /**
     * Compares with a snapshot of the session, if all its events were heard. Input that somebody else's interrupt has swept away is never confirmed, and
     * after code that ran unheard there is no prompt.
     */
    synchronized void compare(SessionInfo info) {
        if (heard >= info.nextSequence() - 1) {
            unconfirmed = false;
            state = info.state();
        }
    }

    synchronized boolean writes() {
        return writer;
    }

    /** Who has taken the writer's place, once. */
    synchronized Optional<String> takenOver() {
        Optional<String> who = Optional.ofNullable(takenOverBy);
        takenOverBy = null;
        return who;
    }

    /** Why it is over, once it is. */
    synchronized Optional<String> ending() {
        return Optional.ofNullable(end);
    }

    /** Ends it, if nothing else has. */
    synchronized void end(String message) {
        if (end == null) {
            end = message;
            changed();
        }
    }

    private synchronized void changed() {
        notifyAll();
        if (editing != null) {
            editing.interrupt();
        }
    }

    @Override
    public void event(SessionEvent event) {
        try {
            if (!begun.await(BEGIN_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the terminal has not begun to follow");
            }
            if (ending().isEmpty()) {
                show(event);
                note(event);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void show(SessionEvent event) {
        switch (event.kind()) {
            case OUTPUT, ERROR_OUTPUT, VALUES, ERROR -> screen.output(event.bytes());
            case INPUT -> {
                if (!isOwn(event)) {
                    screen.notice(event.source() + "> " + event.text());
                }
            }
            case WRITER -> showWriter(event);
            case RESTARTED -> screen.notice("the VM has been restarted, its globals are gone: " + event.text());
            default -> {
                // Prompts and the end are shown by the thread at the keyboard.
            }
        }
    }

    private synchronized boolean isOwn(SessionEvent event) {
        return event.sequence() >= beginning && event.source().equals(name);
    }

    private void showWriter(SessionEvent event) {
        String who = event.source();
        synchronized (this) {
            if (event.sequence() < beginning || who.equals(name)) {
                return;
            }
            if (writer) {
                // The thread at the keyboard says so when it has left the editor: until then, keys still go there.
                takenOverBy = who.isEmpty() ? "nobody" : who;
                return;
            }
        }
        if (!who.isEmpty()) {
            screen.notice(who + " writes now");
        }
    }

    private synchronized void note(SessionEvent event) throws InterruptedException {
        heard = event.sequence();
        if (event.sequence() < beginning) {
            notifyAll();
            return;
        }
        SessionState before = state;
        boolean wrote = writer;
        switch (event.kind()) {
            case INPUT -> {
                unconfirmed &= !event.source().equals(name);
                state = SessionState.BUSY;
            }
            case PROMPT -> state = state(event.text());
            case WRITER -> writer = event.source().equals(name);
            case EXIT -> end("session " + id + " has ended: " + event.text().strip());
            default -> {
                // The others do not change who may do what.
            }
        }
        if (state != before || writer != wrote) {
            changed();
            // What comes next would otherwise get between what the editor writes as it leaves.
            await(() -> editing == null, LEAVING);
        } else {
            notifyAll();
        }
    }

    private static SessionState state(String text) {
        try {
            return SessionState.valueOf(text.strip());
        } catch (IllegalArgumentException e) {
            return SessionState.READY;
        }
    }

    @Override
    public void lost(long count) {
        screen.notice("(" + count + " events were lost, because this terminal is too slow)");
    }

    @Override
    public void detached(String reason) {
        end("detached from " + id + ": " + reason);
    }
}
