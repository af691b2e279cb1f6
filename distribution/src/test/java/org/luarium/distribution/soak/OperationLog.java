// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** The last operations, and how often each ended in which way. Thread-safe. */
final class OperationLog {
    private static final int TAIL = 300;

    private final long began = System.nanoTime();
    private final Deque<String> tail = new ArrayDeque<>(); // guarded by this
    private final Map<String, Map<String, Integer>> counts = new TreeMap<>(); // guarded by this

    synchronized void add(String operation, String outcome, String details) {
        if (tail.size() == TAIL) {
            tail.removeFirst();
        }
        long milliseconds = Duration.ofNanos(System.nanoTime() - began).toMillis();
        tail.addLast("%9.3f %s %s: %s %s"
                .formatted(milliseconds / 1000.0, Thread.currentThread().getName(), operation, outcome, details));
        counts.computeIfAbsent(operation, key -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
    }

    synchronized boolean has(String operation, String outcome) {
        return counts.getOrDefault(operation, Map.of()).containsKey(outcome);
    }

    synchronized String tail() {
        return String.join("\n", tail);
    }

    synchronized String counts() {
        StringBuilder text = new StringBuilder();
        counts.forEach((operation, outcomes) ->
                text.append(operation).append(' ').append(outcomes).append('\n'));
        return text.toString();
    }
}
