// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the system tells about a running process: through /proc on Linux, through the JDK elsewhere. */
public final class ProcessStat {
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int PAGE = 4096;
    private static final int FLAGS = 6;
    private static final int PF_EXITING = 4;
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int RSS = 21;

    private ProcessStat() {}

    /** Processor time in nanoseconds, or -1 if it cannot be told. */
    public static long cpuNanos(long pid) {
        String[] fields = fields(pid);
        if (fields.length > STIME) {
            return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * NANOS_PER_TICK;
        }
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(-1L);
    }

    /** Resident memory in bytes, or 0 if it cannot be told. */
    public static long residentBytes(long pid) {
        String[] fields = fields(pid);
        return fields.length > RSS ? Long.parseLong(fields[RSS]) * PAGE : 0;
    }

    /** Whether a process has neither ended nor begun to; false if that cannot be told. */
    public static boolean goesOn(long pid) {
        String[] fields = fields(pid);
        return fields.length > FLAGS
                && !fields[0].equals("Z")
                && !fields[0].equals("X")
                && (Long.parseLong(fields[FLAGS]) & PF_EXITING) == 0;
    }

    /** The fields of /proc/PID/stat behind the program's name, which may contain anything; from field 3, the state, on. */
    private static String[] fields(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        } catch (IOException | StringIndexOutOfBoundsException e) {
            return new String[0];
        }
    }
}
