// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Has somebody read the link at any time.
 *
 * <p>Answers that come at once are read by the caller that waits for them: nobody has to be woken up. It watches the link for at most 50 µs. What takes longer, and what comes unasked, is read by a
 * thread of the link, which serves small calls itself; when one of those takes longer than a millisecond, another thread goes on reading. Thread-safe.
 */
final class Reader {
    private static final long SPIN_NANOS = 50_000;
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Threads that may be held up by a side that does not read, besides those that code of others holds up. */
    private static final int MOST_WRITING = 8;

    private final Peer peer;
    private final FrameInput input;
    private final Workers workers;
    private final int mostServing;
    private final Leadership leadership = new Leadership();
    /** Threads that read, or are ready to; not those that lost the lead. */
    private final AtomicInteger readers = new AtomicInteger();

    /** Threads that lost the lead and have not noticed yet. */
    private final AtomicInteger heldUp = new AtomicInteger();

    private final AtomicInteger number = new AtomicInteger();
    private volatile @Nullable Thread idle;
    private volatile long ledNanos;
    private volatile boolean closed;

    Reader(Peer peer, FrameInput input, Workers workers, int mostServing) {
        this.mostServing = mostServing;
        this.peer = peer;
        this.input = input;
        this.workers = workers;
    }

    void start() {
        passOn();
    }

    /** Sees to it that a thread reads soon. */
    private void passOn() {
        if (closed) {
            return;
        }
        ledNanos = System.nanoTime() - LINGER_NANOS;
        Thread waiting = idle;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        } else if (readers.compareAndSet(0, 1)) {
            workers.thread(this::read, "reader-" + number.incrementAndGet()).start();
        }
    }

    private void read() {
        boolean lost = false;
        try {
            while (!closed && !lost) {
                Leadership.Lead lead = System.nanoTime() - ledNanos < LINGER_NANOS ? null : leadership.take(true);
                if (lead == null) {
                    idle = Thread.currentThread();
                    LockSupport.parkNanos(this, LINGER_NANOS);
                    idle = null;
                } else {
                    lost = !lead(lead);
                }
            }
        } catch (Throwable e) {
            peer.close(e);
        } finally {
            if (lost) {
                heldUp.decrementAndGet();
            } else {
                readers.decrementAndGet();
            }
        }
    }

    /** Reads until somebody else should, or does; then it returns false. */
    private boolean lead(Leadership.Lead lead) throws IOException {
        while (!closed) {
            boolean handedOver = false;
            while (!closed && input.hasFrame()) {
                // Whoever is held up has to find another to read, and there is a limit to those.
                handedOver |= peer.handle(input.take(), lead, heldUp.get() < mostServing);
                if (lead.isLost()) {
                    return false;
                }
            }
            if (handedOver && peer.isQuiet()) {
                // Who got its answer may ask again, and can read then.
                ledNanos = System.nanoTime();
                leadership.release(lead);
                return true;
            }
            if (!input.fill()) {
                throw new EOFException("it has closed it");
            }
        }
        leadership.release(lead);
        return true;
    }

    /**
     * Waits for an answer, and serves what comes back meanwhile.
     *
     * @return false if the time is over or the thread was interrupted
     */
    boolean await(Call call) {
        long spinUntil = System.nanoTime() + SPIN_NANOS;
        boolean spins = true;
        while (!call.isDone()) {
            Incoming nested = call.poll();
            if (nested != null) {
                nested.run();
                spinUntil = System.nanoTime() + SPIN_NANOS;
                spins = true;
                continue;
            }
            Leadership.Lead again = leadership.takeAgain();
            Leadership.Lead lead = again != null ? again : spins ? leadership.take(false) : null;
            if (lead != null) {
                spins = lead(lead, call, spins ? spinUntil : 0, again != null);
                continue;
            }
            long left = call.deadline - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }

    /**
     * Reads for a caller that waits. Returns whether it pays to do so once more.
     *
     * <p>To yield is what has the other side run at once where there is but one processor.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private boolean lead(Leadership.Lead lead, Call call, long spinUntil, boolean nested) {
        boolean found = true;
        try {
            while (found && !call.isDone() && !call.hasNested() && !closed) {
                if (input.hasFrame()) {
                    peer.handle(input.take(), lead, false);
                    if (lead.isLost()) {
                        return true;
                    }
                    // There may be no end of what comes for others.
                    found = call.deadline - System.nanoTime() > 0
                            && !Thread.currentThread().isInterrupted();
                } else if (input.ready()) {
                    if (!input.fill()) {
                        throw new EOFException("it has closed it");
                    }
                } else if (System.nanoTime() - spinUntil > 0) {
                    found = false;
                } else {
                    Thread.yield();
                }
            }
        } catch (Throwable e) {
            peer.close(e);
        }
        if (nested && call.isDone()) {
            // Further up, this thread goes on as before.
            lead.busy();
            return true;
        }
        ledNanos = System.nanoTime();
        leadership.release(lead);
        lost(lead);
        if (!found || nested || !peer.isQuiet() || hasRest()) {
            passOn();
        }
        return found;
    }

    /** A thread that reads has lost the lead while it serves a call; it is no reader any more. */
    private void lost(Leadership.Lead lead) {
        if (lead.ofReader()) {
            heldUp.incrementAndGet();
            readers.decrementAndGet();
        }
    }

    private boolean hasRest() {
        try {
            return input.hasFrame();
        } catch (ProtocolException e) {
            return true;
        }
    }

    boolean tick(long now) {
        Leadership.Lead taken = leadership.takeAway(now, Watch.TICK_NANOS, heldUp.get() < mostServing + MOST_WRITING);
        if (taken != null) {
            lost(taken);
            passOn();
        }
        return leadership.isBusy();
    }

    void close() throws IOException {
        closed = true;
        Thread waiting = idle;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
        input.close();
    }
}
