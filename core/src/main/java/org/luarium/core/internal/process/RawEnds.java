// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The raw FIFOs that this JVM has open. Hardly anything ever comes through them, yet each takes a descriptor, of which a JVM may have so many; so only some are open here, and those that nobody asked
 * for lately are with their spawner. Thread-safe.
 */
final class RawEnds {
    private static final Logger log = LoggerFactory.getLogger(RawEnds.class);
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String OPEN_FILES = "Max open files";
    private static final int USUAL_LIMIT = 1024;
    private static final int PART = 20;
    private static final int LEAST = 64;
    private static final int LOOKS = 64;

    private final int most;
    private final Queue<RawEnd> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /**
     * Creates it.
     *
     * @param most how many may be open, unless all of them are used
     */
    RawEnds(int most) {
        this.most = most;
    }

    /** A twentieth of the files that this JVM may have open. */
    static int share() {
        try {
            return Files.readAllLines(LIMITS).stream()
                    .filter(line -> line.startsWith(OPEN_FILES))
                    .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+", 2)[0])
                    .mapToInt(limit -> limit.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(limit))
                    .map(limit -> Math.max(LEAST, limit / PART))
                    .findFirst()
                    .orElse(USUAL_LIMIT / PART);
        } catch (IOException | NumberFormatException e) {
            log.debug("the limit of open files is not known", e);
            return LEAST;
        }
    }

    /** One more is open. Has others parked that were not used since the last look at them. */
    void opened(RawEnd end) {
        open.add(end);
        count.incrementAndGet();
        int looks = Math.min(LOOKS, count.get());
        for (int i = 0; i < looks && count.get() > most; i++) {
            RawEnd oldest = open.poll();
            if (oldest == null) {
                return;
            }
            if (oldest.isClosed() || oldest.park()) {
                count.decrementAndGet();
            } else {
                open.add(oldest);
            }
        }
    }

    /** One is not open here any more. */
    void closed(RawEnd end) {
        if (open.remove(end)) {
            count.decrementAndGet();
        }
    }
}
