// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.time.Duration;

/**
 * How patient a downloader is.
 *
 * @param connect until a server takes the connection
 * @param idle until the head of the answer is complete, and between two pieces of its body
 * @param retries after a connection that broke or a server that is overloaded
 * @param backOff before the first retry; doubled before each further one
 * @param longestWait what a server may ask to wait before a retry; if it asks for more, that is an error
 */
public record Timing(Duration connect, Duration idle, int retries, Duration backOff, Duration longestWait) {
    /** 10 s to connect, 30 s without a byte, three retries after 0.25, 0.5 and 1 s or up to 10 s as asked. */
    public static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(10), Duration.ofSeconds(30), 3, Duration.ofMillis(250), Duration.ofSeconds(10));

    public Timing withConnect(Duration longest) {
        return new Timing(longest, idle, retries, backOff, longestWait);
    }

    public Timing withIdle(Duration longest) {
        return new Timing(connect, longest, retries, backOff, longestWait);
    }

    public Timing withRetries(int most) {
        return new Timing(connect, idle, most, backOff, longestWait);
    }

    public Timing withBackOff(Duration first) {
        return new Timing(connect, idle, retries, first, longestWait);
    }

    public Timing withLongestWait(Duration longest) {
        return new Timing(connect, idle, retries, backOff, longest);
    }
}
