// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What processes cost, on the average.
 *
 * @param proportional resident bytes, shared pages divided by those who share them
 * @param own resident bytes that nobody shares
 * @param cpuNanos processor time so far
 * @param threads threads
 */
public record ProcessMemory(double proportional, double own, double cpuNanos, double threads) {
    private static final long TICK_NANOS = 10_000_000;

    public static ProcessMemory average(List<Long> pids) throws IOException {
        double pss = 0;
        double own = 0;
        double cpu = 0;
        double threads = 0;
        for (long pid : pids) {
            Path folder = Path.of("/proc/" + pid);
            for (String line : Files.readAllLines(folder.resolve("smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    pss += kib(line);
                } else if (line.startsWith("Private_Clean:") || line.startsWith("Private_Dirty:")) {
                    own += kib(line);
                }
            }
            String stat = Files.readString(folder.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            cpu += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * (double) TICK_NANOS;
            threads += Long.parseLong(fields[17]);
        }
        int count = pids.size();
        return new ProcessMemory(pss * 1024 / count, own * 1024 / count, cpu / count, threads / count);
    }

    private static long kib(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
}
