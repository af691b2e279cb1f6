// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.luarium.extension.MethodStatistics;
import org.luarium.extensions.internal.rpc.CallObserver;

/** What calls have cost, by method. Times are kept in classes that are 1/8 of a power of two wide. Thread-safe. */
final class Statistics implements CallObserver {
    private static final int MOST_METHODS = 10_000;
    private static final int STEPS = 8;
    private static final int CLASSES = 64 * STEPS;
    /** Not every container hands out the package of events. */
    private static final boolean FLIGHT_RECORDER = finds("jdk.jfr.Event");

    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final String extension;

    Statistics(String extension) {
        this.extension = extension;
    }

    private static final class Row {
        private final LongAdder calls = new LongAdder();
        private final LongAdder failures = new LongAdder();
        private final LongAdder sent = new LongAdder();
        private final LongAdder received = new LongAdder();
        private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
        private final AtomicLongArray classes = new AtomicLongArray(CLASSES);

        private Duration quantile(double share) {
            long all = 0;
            for (int i = 0; i < CLASSES; i++) {
                all += classes.get(i);
            }
            long wanted = (long) Math.ceil(all * share);
            long seen = 0;
            for (int i = 0; i < CLASSES && all > 0; i++) {
                seen += classes.get(i);
                if (seen >= wanted) {
                    return Duration.ofNanos(Math.min(longest.get(), middle(i)));
                }
            }
            return Duration.ZERO;
        }

        private void add(Row other) {
            calls.add(other.calls.sum());
            failures.add(other.failures.sum());
            sent.add(other.sent.sum());
            received.add(other.received.sum());
            longest.accumulate(other.longest.get());
            for (int i = 0; i < CLASSES; i++) {
                classes.addAndGet(i, other.classes.get(i));
            }
        }

        private MethodStatistics snapshot(String method) {
            return new MethodStatistics(
                    method,
                    calls.sum(),
                    failures.sum(),
                    quantile(0.5),
                    quantile(0.99),
                    Duration.ofNanos(longest.get()),
                    sent.sum(),
                    received.sum());
        }
    }

    private static boolean finds(String type) {
        try {
            Class.forName(type, false, Statistics.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    static int classOf(long nanos) {
        long value = Math.max(STEPS, nanos);
        int power = 63 - Long.numberOfLeadingZeros(value);
        return (power - 3) * STEPS + (int) (value >>> (power - 3)) - STEPS;
    }

    /** The middle of a class. */
    static long middle(int index) {
        int shift = index / STEPS;
        long least = (long) (STEPS + index % STEPS) << shift;
        return least + (1L << shift) / 2;
    }

    @Override
    public void called(String method, long nanos, long sent, long received, boolean failed) {
        if (FLIGHT_RECORDER) {
            CallEvent.commit(extension, method, nanos, sent, received, failed);
        }
        Row row = rows.get(method);
        if (row == null) {
            if (rows.size() >= MOST_METHODS) {
                return;
            }
            row = rows.computeIfAbsent(method, key -> new Row());
        }
        row.calls.increment();
        row.sent.add(sent);
        row.received.add(received);
        row.longest.accumulate(nanos);
        row.classes.incrementAndGet(classOf(nanos));
        if (failed) {
            row.failures.increment();
        }
    }

    /** Everything about the methods of extensions, not of the link itself. */
    List<MethodStatistics> snapshot() {
        return new TreeMap<>(rows)
                .entrySet().stream()
                        .map(each -> each.getValue().snapshot(each.getKey()))
                        .toList();
    }

    /** All methods as if they were one. */
    MethodStatistics total() {
        Row all = new Row();
        rows.values().forEach(all::add);
        return all.snapshot("");
    }
}
