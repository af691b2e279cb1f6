// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.util.Arrays;

/** Durations that were measured. */
public final class Samples {
    private final long[] sorted;

    private Samples(long[] sorted) {
        this.sorted = sorted;
    }

    public static Samples of(long[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        long[] copy = nanos.clone();
        Arrays.sort(copy);
        return new Samples(copy);
    }

    /** Times something again and again. */
    public static Samples time(int count, Work work) throws Exception {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long began = System.nanoTime();
            work.run();
            nanos[i] = System.nanoTime() - began;
        }
        return of(nanos);
    }

    public double median() {
        return quantile(0.5);
    }

    /** The value below which this part of the samples lies, by nearest rank. */
    public double quantile(double part) {
        int rank = (int) Math.ceil(part * sorted.length);
        return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)];
    }

    /** Something to time. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }
}
