// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The bounds an isolate has to keep. An empty value means: no limit of this kind. Immutable; derive with
 * {@link #toBuilder()}.
 */
public final class Limits {
    private final @Nullable Duration wallTime;
    private final @Nullable Duration cpuTime;
    private final OptionalLong memoryBytes;
    private final long outputBytes;
    private final int frameBytes;
    private final int nesting;
    private final int queuedCalls;
    private final OptionalInt processes;
    private final OptionalInt openFiles;
    private final OptionalLong fileBytes;
    private final long scratchBytes;
    private final Duration startTime;
    private final Duration grace;

    private Limits(Builder builder) {
        wallTime = builder.wallTime;
        cpuTime = builder.cpuTime;
        memoryBytes = builder.memoryBytes;
        outputBytes = builder.outputBytes;
        frameBytes = builder.frameBytes;
        nesting = builder.nesting;
        queuedCalls = builder.queuedCalls;
        processes = builder.processes;
        openFiles = builder.openFiles;
        fileBytes = builder.fileBytes;
        scratchBytes = builder.scratchBytes;
        startTime = builder.startTime;
        grace = builder.grace;
    }

    /**
     * Starts with generous limits: no limit of wall time, CPU, memory, processes and files, no private {@code /tmp}; 64 MiB of output and frame; nesting 64; 1,024 queued calls;
     * 10 s to start; 250 ms of grace.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts with these limits.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.wallTime = wallTime;
        builder.cpuTime = cpuTime;
        builder.memoryBytes = memoryBytes;
        builder.outputBytes = outputBytes;
        builder.frameBytes = frameBytes;
        builder.nesting = nesting;
        builder.queuedCalls = queuedCalls;
        builder.processes = processes;
        builder.openFiles = openFiles;
        builder.fileBytes = fileBytes;
        builder.scratchBytes = scratchBytes;
        builder.startTime = startTime;
        builder.grace = grace;
        return builder;
    }

    /**
     * How long one call may take, counted from the moment it begins to run, host functions that it calls included. Beyond it, the call ends
     * with TIMEOUT: soft interrupt first, kill after {@link #grace()}.
     *
     * @return elapsed time per call
     */
    public Optional<Duration> wallTime() {
        return Optional.ofNullable(wallTime);
    }

    /**
     * How much processor time the process may use during one call; sampled every 100 ms, so the call ends that much late. Processes that
     * it starts do not count. No limit on platforms without {@code /proc}.
     *
     * @return processor time per call
     */
    public Optional<Duration> cpuTime() {
        return Optional.ofNullable(cpuTime);
    }

    /**
     * How large the address space of the process may grow. Beyond it, Lua sees a catchable {@code not enough memory}; uncaught, the call
     * ends with MEMORY_LIMIT. The report of the isolate says where this cannot be enforced.
     *
     * @return bytes
     */
    public OptionalLong memoryBytes() {
        return memoryBytes;
    }

    /**
     * How much output of one call, standard and error output together, is kept for its caller. A call that writes more is stopped with
     * OUTPUT_LIMIT. What a listener receives does not count.
     *
     * @return bytes
     */
    public long outputBytes() {
        return outputBytes;
    }

    /**
     * The largest frame on the link, which bounds code, arguments and results.
     *
     * @return bytes
     */
    public int frameBytes() {
        return frameBytes;
    }

    /**
     * How deeply calls host → isolate → host may nest, the outermost included.
     *
     * @return levels
     */
    public int nesting() {
        return nesting;
    }

    /**
     * How many calls may wait for an isolate that is busy.
     *
     * @return calls
     */
    public int queuedCalls() {
        return queuedCalls;
    }

    /**
     * How many processes the isolate may be, itself included. With 1, which is the limit that matters, it can start none.
     *
     * @return processes
     */
    public OptionalInt processes() {
        return processes;
    }

    /**
     * How many descriptors it may have open at once, those of its link included.
     *
     * @return descriptors
     */
    public OptionalInt openFiles() {
        return openFiles;
    }

    /**
     * How large a file may grow that it writes; with 0 it can write none. Pipes and its output are no files.
     *
     * @return bytes
     */
    public OptionalLong fileBytes() {
        return fileBytes;
    }

    /**
     * How much a private {@code /tmp} holds, which lives in memory and vanishes with the process. It has at most 4,096 files. Without effect where the
     * isolate sees the files of the host.
     *
     * @return bytes, 0 for no such folder
     */
    public long scratchBytes() {
        return scratchBytes;
    }

    /**
     * How long an isolate may take until it answers for the first time.
     *
     * @return elapsed time
     */
    public Duration startTime() {
        return startTime;
    }

    /**
     * How long a soft interrupt may take before the process is killed, with all of its process group.
     *
     * @return elapsed time
     */
    public Duration grace() {
        return grace;
    }

    private List<?> values() {
        return Arrays.asList(
                wallTime,
                cpuTime,
                memoryBytes,
                outputBytes,
                frameBytes,
                nesting,
                queuedCalls,
                processes,
                openFiles,
                fileBytes,
                scratchBytes,
                startTime,
                grace);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Limits limits && values().equals(limits.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    /** Collects limits. Not thread-safe. */
    public static final class Builder {
        private static final int MAX_FRAME = 1 << 30;

        private @Nullable Duration wallTime;
        private @Nullable Duration cpuTime;
        private OptionalLong memoryBytes = OptionalLong.empty();
        private long outputBytes = 64L << 20;
        private int frameBytes = 64 << 20;
        private int nesting = 64;
        private int queuedCalls = 1024;
        private OptionalInt processes = OptionalInt.empty();
        private OptionalInt openFiles = OptionalInt.empty();
        private OptionalLong fileBytes = OptionalLong.empty();
        private long scratchBytes;
        private Duration startTime = Duration.ofSeconds(10);
        private Duration grace = Duration.ofMillis(250);

        private Builder() {}

        /**
         * Sets {@link Limits#wallTime()}.
         *
         * @param limit a positive duration, or {@code null} for none
         * @return this builder
         */
        public Builder wallTime(@Nullable Duration limit) {
            wallTime = limit == null ? null : positive(limit, "wallTime");
            return this;
        }

        /**
         * Sets {@link Limits#cpuTime()}.
         *
         * @param limit a positive duration, or {@code null} for none
         * @return this builder
         */
        public Builder cpuTime(@Nullable Duration limit) {
            cpuTime = limit == null ? null : positive(limit, "cpuTime");
            return this;
        }

        /**
         * Sets {@link Limits#memoryBytes()}.
         *
         * @param bytes at least 8 MiB, below which no interpreter starts
         * @return this builder
         * @throws IllegalArgumentException if it is smaller
         */
        public Builder memoryBytes(long bytes) {
            memoryBytes = OptionalLong.of(within(bytes, 8L << 20, Long.MAX_VALUE, "memoryBytes"));
            return this;
        }

        /**
         * Removes the memory limit.
         *
         * @return this builder
         */
        public Builder unlimitedMemory() {
            memoryBytes = OptionalLong.empty();
            return this;
        }

        /**
         * Sets {@link Limits#outputBytes()}.
         *
         * @param bytes 0 to 1 GiB
         * @return this builder
         */
        public Builder outputBytes(long bytes) {
            outputBytes = within(bytes, 0, 1L << 30, "outputBytes");
            return this;
        }

        /**
         * Sets {@link Limits#frameBytes()}.
         *
         * @param bytes 64 KiB to 1 GiB
         * @return this builder
         */
        public Builder frameBytes(int bytes) {
            frameBytes = (int) within(bytes, 64 << 10, MAX_FRAME, "frameBytes");
            return this;
        }

        /**
         * Sets {@link Limits#nesting()}.
         *
         * @param levels 1 to 128
         * @return this builder
         */
        public Builder nesting(int levels) {
            nesting = (int) within(levels, 1, 128, "nesting");
            return this;
        }

        /**
         * Sets {@link Limits#queuedCalls()}.
         *
         * @param calls 0 to 1,000,000
         * @return this builder
         */
        public Builder queuedCalls(int calls) {
            queuedCalls = (int) within(calls, 0, 1_000_000, "queuedCalls");
            return this;
        }

        /**
         * Sets {@link Limits#processes()}.
         *
         * @param most 1 to 4096
         * @return this builder
         */
        public Builder processes(int most) {
            processes = OptionalInt.of((int) within(most, 1, 4096, "processes"));
            return this;
        }

        /**
         * Sets {@link Limits#openFiles()}.
         *
         * @param most 8, below which no interpreter starts, to 1,048,576
         * @return this builder
         */
        public Builder openFiles(int most) {
            openFiles = OptionalInt.of((int) within(most, 8, 1 << 20, "openFiles"));
            return this;
        }

        /**
         * Sets {@link Limits#fileBytes()}.
         *
         * @param most 0 or more
         * @return this builder
         */
        public Builder fileBytes(long most) {
            fileBytes = OptionalLong.of(within(most, 0, Long.MAX_VALUE, "fileBytes"));
            return this;
        }

        /**
         * Sets {@link Limits#scratchBytes()}.
         *
         * @param most 0 for none, or 4 KiB to 64 GiB
         * @return this builder
         */
        public Builder scratchBytes(long most) {
            scratchBytes = most == 0 ? 0 : within(most, 4096, 64L << 30, "scratchBytes");
            return this;
        }

        /**
         * Sets {@link Limits#startTime()}.
         *
         * @param limit a positive duration
         * @return this builder
         */
        public Builder startTime(Duration limit) {
            startTime = positive(limit, "startTime");
            return this;
        }

        /**
         * Sets {@link Limits#grace()}.
         *
         * @param limit a positive duration
         * @return this builder
         */
        public Builder grace(Duration limit) {
            grace = positive(limit, "grace");
            return this;
        }

        /**
         * The limits.
         *
         * @return an immutable value
         */
        public Limits build() {
            return new Limits(this);
        }

        private static Duration positive(Duration value, String name) {
            if (requireNonNull(value, name).isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be positive, not " + value);
            }
            return value;
        }

        private static long within(long value, long least, long most, String name) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", not " + value);
            }
            return value;
        }
    }
}
