// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One thread that looks after all links of a JVM: readers that are held up, calls that are late, objects that nobody needs. It dozes while nothing goes on. Thread-safe. */
public final class Watch implements AutoCloseable {
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long DOZE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int QUIET_TICKS = 50;

    private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::watch, "luarium-extension-watch");
    private volatile boolean dozing;
    private volatile boolean closed;

    /** Starts the thread. */
    public Watch() {
        thread.setDaemon(true);
        thread.start();
    }

    void add(Peer peer) {
        peers.add(peer);
    }

    void remove(Peer peer) {
        peers.remove(peer);
    }

    /** Something goes on. */
    void wake() {
        if (dozing) {
            dozing = false;
            LockSupport.unpark(thread);
        }
    }

    private void watch() {
        int quiet = 0;
        while (!closed) {
            boolean active = tick();
            quiet = active ? 0 : quiet + 1;
            if (quiet < QUIET_TICKS) {
                LockSupport.parkNanos(this, TICK_NANOS);
            } else {
                dozing = true;
                if (!tick() && dozing) {
                    LockSupport.parkNanos(this, DOZE_NANOS);
                }
                dozing = false;
                quiet = QUIET_TICKS - 1;
            }
        }
    }

    private boolean tick() {
        boolean active = false;
        long now = System.nanoTime();
        for (Peer peer : peers) {
            try {
                active |= peer.tick(now);
            } catch (RuntimeException | Error e) {
                // One link must not be the end of all others.
                peer.close(e);
            }
        }
        return active;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
