// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the two sides of a link tell each other of objects and segments that they do not need any more. Thread-safe; nothing here waits for the other side. */
final class Releases {
    /** Instead of a count: what is released is a segment. */
    private static final long SEGMENT = -1;

    private static final long COLLECT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Peer peer;
    private final References references;
    private final boolean collects;
    private final Watch watch;
    private final ConcurrentLinkedQueue<Long> segments = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean releasing = new AtomicBoolean();
    private final AtomicBoolean collecting = new AtomicBoolean();
    private volatile long collectedNanos;

    /**
     * For a link.
     *
     * @param collects whether the other side may have garbage collected here
     */
    Releases(Peer peer, References references, boolean collects, Watch watch) {
        this.peer = peer;
        this.references = references;
        this.collects = collects;
        this.watch = watch;
    }

    /** A segment of the other side is not needed any more. */
    void segment(long number) {
        segments.add(number);
        if (!peer.isClosed() && releasing.compareAndSet(false, true)) {
            peer.aside(this::sendSegments);
        }
    }

    private void sendSegments() {
        releasing.set(false);
        List<Long> pairs = new ArrayList<>();
        for (Long number = segments.poll(); number != null; number = segments.poll()) {
            pairs.add(number);
            pairs.add(SEGMENT);
        }
        if (!pairs.isEmpty()) {
            peer.notice(Frame.RELEASE, 0, pairs);
        }
    }

    /** Looks for objects of the other side that nobody has here any more. */
    void sendUnused() {
        List<Long> unused = references.takeUnused();
        if (!unused.isEmpty()) {
            peer.aside(() -> peer.notice(Frame.RELEASE, 0, unused));
        }
    }

    /** The other side has told of such things, in a frame of a size of which its type was read. */
    void read(Input in, int size) {
        long unused = in.integer();
        for (int i = 2; i + 1 < size; i += 2) {
            long number = in.integer();
            long count = in.integer();
            if (count == SEGMENT) {
                references.segments().released(number);
            } else {
                references.release(number, count);
            }
        }
    }

    /** The other side has lent many objects: perhaps few of them are needed. */
    void collect() {
        if (!collects || System.nanoTime() - collectedNanos < COLLECT_NANOS || !collecting.compareAndSet(false, true)) {
            return;
        }
        peer.aside(() -> {
            System.gc();
            collectedNanos = System.nanoTime();
            collecting.set(false);
            watch.wake();
        });
    }
}
