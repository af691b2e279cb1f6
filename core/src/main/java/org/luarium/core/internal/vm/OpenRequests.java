// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.luarium.core.internal.link.FrameWriter;
import org.luarium.core.internal.link.Frames;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.Journal;
import org.luarium.value.LuaValue;

/** What was open when another JVM left a process: its requests, and the scripts that were sent meanwhile. Used by the thread that leads the conversation. */
final class OpenRequests {
    private final ChildProcess child;
    private final Journal journal;
    private final FrameWriter writer;
    private final Deque<Integer> open = new ArrayDeque<>();

    OpenRequests(ChildProcess child, FrameWriter writer) {
        this.child = child;
        this.writer = writer;
        journal = child.journal();
    }

    void adopt() {
        open.addAll(journal.open());
    }

    /** Answers the requests on which the script of another JVM waits, the innermost of which is now. */
    void answer() throws IOException {
        for (Integer last = open.peekLast(); last != null && last > 0; last = open.peekLast()) {
            open.removeLast();
            journal.replies(last);
            writer.begin(3, Frames.ERROR)
                    .id(last)
                    .values(List.of(LuaValue.of("the host was restarted while it worked on this")))
                    .send(child.output());
        }
    }

    /** Takes the answer to a script of another JVM inside one of its host functions. Returns false if it is not one. */
    boolean takeAnswer(int id, int unread) throws IOException {
        if (open.isEmpty() || open.peekLast() != -id) {
            return false;
        }
        open.removeLast();
        journal.answered(id, unread);
        answer();
        return true;
    }
}
