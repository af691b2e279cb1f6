// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Who reads a link. One thread at a time; one that is held up by code of others loses it to another, and notices when it is back. Thread-safe.
 */
final class Leadership {
    private static final int READING = 0;
    private static final int BUSY = 1;
    private static final int LOST = 2;

    private final AtomicReference<@Nullable Lead> leader = new AtomicReference<>();

    /** One thread's turn to read. */
    static final class Lead {
        private final AtomicInteger state = new AtomicInteger(READING);
        private final Thread thread = Thread.currentThread();
        private final boolean reader;
        private volatile long busySince;

        private Lead(boolean reader) {
            this.reader = reader;
        }

        /** Whether it is that of a thread which does nothing but read. */
        boolean ofReader() {
            return reader;
        }

        /** What follows may take its time. */
        void busy() {
            busySince = System.nanoTime();
            state.set(BUSY);
        }

        /** Whether another reads now. */
        boolean isLost() {
            return state.get() == LOST;
        }

        /** Goes on reading, unless another does so now. */
        boolean resume() {
            return state.compareAndSet(BUSY, READING);
        }
    }

    /** Takes the lead if nobody has it. */
    @Nullable
    Lead take(boolean reader) {
        if (leader.get() != null) {
            return null;
        }
        Lead lead = new Lead(reader);
        return leader.compareAndSet(null, lead) ? lead : null;
    }

    /** The lead of this thread, which is busy further up its stack: it may go on reading from here. */
    @Nullable
    Lead takeAgain() {
        Lead lead = leader.get();
        return lead != null && lead.thread == Thread.currentThread() && lead.resume() ? lead : null;
    }

    /** Gives it to whoever comes. */
    void release(Lead lead) {
        lead.state.set(LOST);
        leader.compareAndSet(lead, null);
    }

    /** Whether the leader is busy. */
    boolean isBusy() {
        Lead lead = leader.get();
        return lead != null && lead.state.get() == BUSY;
    }

    /** Takes the lead away from a thread that was busy for so long, be it a reader only if so wanted. */
    @Nullable
    Lead takeAway(long now, long nanos, boolean ofReaders) {
        Lead lead = leader.get();
        if (lead == null
                || (lead.reader && !ofReaders)
                || lead.state.get() != BUSY
                || now - lead.busySince < nanos
                || !lead.state.compareAndSet(BUSY, LOST)) {
            return null;
        }
        leader.compareAndSet(lead, null);
        return lead;
    }
}
