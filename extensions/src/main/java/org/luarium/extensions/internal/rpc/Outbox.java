// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes frames and sends them. Thread-safe. */
final class Outbox {
    private static final int KEPT = 16;
    /** Numbers in one notice. */
    private static final int MOST_NUMBERS = 256;

    private final int limit;
    private final References references;
    private final Sender sender;
    private final ConcurrentLinkedQueue<Output> outputs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    Outbox(int limit, References references, Sender sender) {
        this.limit = limit;
        this.references = references;
        this.sender = sender;
    }

    interface Body {
        void write(Output out);
    }

    /**
     * Sends a frame. If it is not sent, nothing that is in it was lent.
     *
     * @param what it is, and
     * @param name of whom, for messages
     * @param body writes it
     * @param call the call that it makes
     */
    void send(String what, String name, Body body, @Nullable Call call) throws IOException {
        Output out = outputs.poll();
        if (out == null) {
            out = new Output(limit);
        } else {
            count.decrementAndGet();
        }
        boolean sent = false;
        try {
            body.write(out);
            out.finish(what, name);
            if (call != null) {
                call.sentBytes = out.size();
            }
            sender.send(out.bytes(), out.size());
            sent = true;
        } finally {
            if (!sent) {
                out.undo(references);
            }
            if (count.get() < KEPT) {
                count.incrementAndGet();
                outputs.add(out.reset());
            }
        }
    }

    /** Sends a notice, as often as all numbers need. */
    void notice(int type, long id, List<Long> numbers) throws IOException {
        int from = 0;
        do {
            List<Long> some = numbers.subList(from, Math.min(numbers.size(), from + MOST_NUMBERS));
            from += some.size();
            send(
                    "a notice",
                    "",
                    out -> {
                        out.array(2 + some.size());
                        out.integer(type);
                        out.integer(id);
                        some.forEach(out::integer);
                    },
                    null);
        } while (from < numbers.size());
    }
}
