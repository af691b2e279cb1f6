// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.link.Frames;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.Limits;
import org.luarium.isolate.LinkException;
import org.luarium.vm.Outcome;

/** How the link of one process ends, and what its calls are told. Used by the thread that leads the conversation, but for {@link #kill}. */
final class LinkEnd {
    private static final int TAIL = 4096;
    private static final int SIGKILL = 9;

    private final LuaProcess process;
    private final ChildProcess child;
    private final Limits limits;
    private final Deque<Call> active;
    private final GuestOutput output;
    private boolean exitChosen;
    private boolean killed;
    private volatile boolean killWanted;
    private String errorTail = "";

    LinkEnd(LuaProcess process, ChildProcess child, Limits limits, Deque<Call> active, GuestOutput output) {
        this.process = process;
        this.child = child;
        this.limits = limits;
        this.active = active;
        this.output = output;
    }

    /** Notes whether the script has asked for the end of its process. */
    void chosen(boolean byScript) {
        exitChosen = byScript;
    }

    void kill() {
        killWanted = true;
        child.kill();
    }

    /** The last of what the process wrote past its link before it ended. */
    String errorTail() {
        return errorTail;
    }

    /** What a process wrote past its link that had ended before it was adopted. */
    void readErrorTail() {
        errorTail = tail(child.takeRaw());
    }

    /**
     * Ends every call after the link broke: kills the process if it still lives, waits for it, and tells each call why.
     *
     * @return what to throw if it broke the protocol, or null
     */
    @Nullable
    LinkException broken(Throwable cause, long now) {
        boolean ended = cause instanceof EOFException;
        if (!ended && !child.exited()) {
            child.kill();
        }
        LastWait end = new LastWait(child, process.name());
        ExitStatus status = end.await(ended && !exitChosen);
        killed |= end.killed();
        boolean hungUp = ended
                && killed
                && !killWanted
                && !exitChosen
                && (status == null || status.signal().orElse(0) == SIGKILL);
        byte[] raw = child.takeRaw();
        errorTail = tail(raw);
        Call first = active.peekLast();
        if (first != null) {
            deliverTail(first, raw);
        }
        LinkException failure = hungUp && !lostInKill() ? lost("it closed its end", cause) : failure(cause, status);
        String message = status == null ? "its process does not end" : "its process ended with " + status;
        Outcome outcome = outcome(status);
        while (!active.isEmpty()) {
            Call call = active.pop();
            if (failure != null && call.stopReason() == null) {
                call.fail(failure);
            } else {
                call.end(outcome, message, status, now);
            }
        }
        return failure;
    }

    private void deliverTail(Call call, byte[] raw) {
        if (call.listener == null && raw.length > 0) {
            call.keep(2, raw, 0, raw.length);
        } else {
            output.deliver(call, 2, raw, 0, raw.length);
        }
    }

    private @Nullable LinkException failure(Throwable cause, @Nullable ExitStatus status) {
        boolean protocol = !(cause instanceof IOException) && !lostInKill();
        int code = status == null ? -1 : status.code().orElse(-1);
        boolean told = !exitChosen && (code == Frames.EXIT_PROTOCOL || code == Frames.EXIT_BROKEN);
        if (!protocol && !told) {
            return null;
        }
        String why = protocol ? String.valueOf(cause.getMessage()) : "it found the link broken";
        return lost(why, cause);
    }

    private LinkException lost(String why, Throwable cause) {
        String name = process.name();
        return new LinkException(
                name, "VM " + name + " was ended because it broke the link: " + why + "; its state is lost", cause);
    }

    /** A reader that was released after the kill finds half a frame, which says nothing about the process. */
    private boolean lostInKill() {
        Call call = active.peek();
        return call != null && call.stopReason() != null;
    }

    private Outcome outcome(@Nullable ExitStatus status) {
        if (status == null || status.signal().isPresent()) {
            return Outcome.CRASHED;
        }
        if (exitChosen) {
            return Outcome.EXITED;
        }
        boolean memory = status.code().orElse(0) == Frames.EXIT_MEMORY
                || (limits.memoryBytes().isPresent() && errorTail.contains("not enough memory"));
        return memory ? Outcome.MEMORY_LIMIT : Outcome.EXITED;
    }

    private static String tail(byte[] raw) {
        int from = Math.max(0, raw.length - TAIL);
        return new String(raw, from, raw.length - from, StandardCharsets.UTF_8).strip();
    }
}
