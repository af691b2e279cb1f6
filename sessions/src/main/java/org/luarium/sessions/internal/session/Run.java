// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.luarium.session.SessionEvent.Kind;
import org.luarium.sessions.internal.log.EventLog;
import org.luarium.vm.OutputListener;
import org.luarium.vm.ScriptInput;

/** An input that runs: its output goes to the log, and it reads what is sent meanwhile. */
final class Run implements OutputListener, ScriptInput {
    private final Conversation conversation;
    private final EventLog events;
    final long number;
    final String text;

    /** Whether it gets no more input; guarded by the lock of the conversation. */
    boolean released;

    /** The place up to which its output is in the log already; 0 once it has brought something new. */
    private long heard;

    private volatile byte[] left = {};

    /** @param heard up to which place its output is in the log, if it ran before this JVM did */
    Run(Conversation conversation, EventLog events, long number, String text, long heard) {
        this.conversation = conversation;
        this.events = events;
        this.number = number;
        this.text = text;
        this.heard = heard;
    }

    @Override
    public void output(Stream stream, byte[] bytes) {
        output(stream, bytes, 0);
    }

    @Override
    public void output(Stream stream, byte[] bytes, long place) {
        if (place != 0 && place <= heard) {
            return;
        }
        heard = 0;
        Kind kind = switch (stream) {
            case STDOUT -> Kind.OUTPUT;
            case STDERR -> Kind.ERROR_OUTPUT;
            case VALUES -> Kind.VALUES;
        };
        events.output(kind, bytes, place);
        conversation.touch();
    }

    @Override
    public boolean ready() {
        return left.length > 0 || conversation.hasInput(this);
    }

    @Override
    public byte[] read(int most) throws IOException {
        if (left.length == 0) {
            String line = conversation.awaitInput(this);
            if (line.isEmpty()) {
                return left;
            }
            left = (line.endsWith("\n") ? line : line + "\n").getBytes(StandardCharsets.UTF_8);
        }
        int count = Math.min(most, left.length);
        byte[] given = Arrays.copyOf(left, count);
        left = Arrays.copyOfRange(left, count, left.length);
        return given;
    }
}
