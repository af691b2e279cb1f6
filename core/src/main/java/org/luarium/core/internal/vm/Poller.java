// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that leads all calls nobody waits for, by looking which of their links have something to read.
 *
 * <p>A thousand scripts that run for seconds need no thread each. A link that was quiet is looked at less and less often, up to every 2 ms, so that many quiet links
 * do not keep the thread busy; a pass that found something is followed by another at once. A call that is parked may come back in a moment, as another VM answers its message.
 */
final class Poller implements Runnable {
    private static final long QUIETEST_NANOS = 2_000_000;
    private static final long SPIN_NANOS = 30_000;

    private final Completions completions;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Entry> arrivals = new ConcurrentLinkedQueue<>();
    private volatile boolean sleeping;
    private volatile boolean closed;

    private static final class Entry {
        final CallRunner runner;
        final Call call;
        long lastActive;
        long due;

        Entry(CallRunner runner, Call call) {
            this.runner = runner;
            this.call = call;
        }
    }

    Poller(Completions completions) {
        this.completions = completions;
        thread = new Thread(this, "luarium-poller");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes over a call whose script was sent. */
    void watch(CallRunner runner, Call call) {
        arrivals.add(new Entry(runner, call));
        if (sleeping && !isCurrent()) {
            LockSupport.unpark(thread);
        }
    }

    /** Whether the calling thread is the poller's, which must not run code of the user. */
    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void run() {
        List<Entry> entries = new ArrayList<>();
        long idleSince = System.nanoTime();
        long parkedSince = idleSince - SPIN_NANOS;
        while (!closed) {
            long now = System.nanoTime();
            boolean moved = false;
            for (Entry entry = arrivals.poll(); entry != null; entry = arrivals.poll()) {
                entry.lastActive = now;
                entry.due = now;
                entries.add(entry);
                moved = true;
            }
            long next = Long.MAX_VALUE;
            for (int i = 0; i < entries.size(); ) {
                Entry entry = entries.get(i);
                if (entry.due - now > 0) {
                    next = Math.min(next, entry.due - now);
                    i++;
                    continue;
                }
                LuaProcess.Step step = entry.runner.advance(entry.call);
                if (step == LuaProcess.Step.WAITING) {
                    if (entry.runner.progressed()) {
                        entry.lastActive = now;
                        moved = true;
                    }
                    entry.due = now + Math.min(QUIETEST_NANOS, (now - entry.lastActive) / 8);
                    next = Math.min(next, Math.max(0, entry.due - now));
                    i++;
                } else {
                    if (step == LuaProcess.Step.PARKED) {
                        parkedSince = now;
                    }
                    // Done, or with a worker now, who hands it back when it is quiet again.
                    entries.set(i, entries.get(entries.size() - 1));
                    entries.remove(entries.size() - 1);
                    moved = true;
                }
            }
            if (completions.flush(now)) {
                next = Math.min(next, Completions.STUCK_NANOS);
            }
            if (moved) {
                idleSince = now;
            } else if (now - (entries.isEmpty() ? parkedSince : idleSince) > SPIN_NANOS) {
                sleep(Math.max(next, 20_000));
            } else {
                yieldCore();
            }
        }
    }

    /** Waits a moment without holding the core: it may be the one that the processes need to answer. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void yieldCore() {
        Thread.yield();
    }

    private void sleep(long nanos) {
        sleeping = true;
        if (arrivals.isEmpty() && !closed) {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
        sleeping = false;
    }

    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
