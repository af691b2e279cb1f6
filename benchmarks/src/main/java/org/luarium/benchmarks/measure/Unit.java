// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.util.Locale;

/** What a figure counts. */
public enum Unit {
    /** Nanoseconds. */
    TIME,
    /** Calls each second. */
    RATE,
    /** Megabytes each second. */
    THROUGHPUT,
    /** Bytes. */
    BYTES,
    /** A plain number. */
    COUNT;

    /** A figure for people. */
    public String show(double value) {
        return switch (this) {
            case TIME -> time(value);
            case RATE -> String.format(Locale.ROOT, "%,.0f/s", value);
            case THROUGHPUT -> String.format(Locale.ROOT, "%,.0f MB/s", value);
            case BYTES -> String.format(Locale.ROOT, "%,.0f KiB", value / 1024);
            case COUNT -> String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
        };
    }

    /** A round figure at an axis. */
    public String tick(double value) {
        return switch (this) {
            case TIME ->
                value < 1e6
                        ? plain(value / 1e3) + " µs"
                        : value < 1e9 ? plain(value / 1e6) + " ms" : plain(value / 1e9) + " s";
            case RATE -> plain(value) + "/s";
            case THROUGHPUT -> plain(value) + " MB/s";
            case BYTES -> value < 1e6 ? plain(value / 1e3) + " kB" : plain(value / 1e6) + " MB";
            case COUNT -> plain(value);
        };
    }

    private static String plain(double value) {
        return value < 1 ? Double.toString(value) : String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String time(double nanos) {
        if (nanos < 10_000) {
            return String.format(Locale.ROOT, "%.2f µs", nanos / 1e3);
        }
        if (nanos < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f µs", nanos / 1e3);
        }
        return nanos < 10_000_000_000d
                ? String.format(Locale.ROOT, "%.2f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
