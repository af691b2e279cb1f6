// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** How often an extension has ended of late. Not thread-safe. */
final class Ends {
    /** So many within a minute are a failure. */
    static final int MOST = 5;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Deque<Long> times = new ArrayDeque<>();

    /** One more. Returns false if it was one too many. */
    boolean add(long now) {
        times.addLast(now);
        while (now - times.getFirst() > WINDOW_NANOS) {
            times.removeFirst();
        }
        return times.size() < MOST;
    }

    /** How long to wait before the next start. */
    Duration pause() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.max(0, times.size() - 1));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    void clear() {
        times.clear();
    }
}
