// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.spi;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luarium.isolate.Confinement;

/**
 * One program to run: what it may read, the one folder that it may write, and its limits. Immutable.
 *
 * <p>Paths are those of the host and the same inside. Inputs, output and working folder must be real paths, without symbolic links on the way.
 */
public final class BuildStep {
    private static final long MIB = 1L << 20;
    private static final int LARGEST_OUTPUT = (int) (64 * MIB);
    private static final Set<String> KERNEL_FOLDERS = Set.of("proc", "sys", "dev");

    private final String name;
    private final List<String> command;
    private final Set<Path> inputs;
    private final Path output;
    private final Path workingFolder;
    private final Map<String, String> environment;
    private final boolean network;
    private final Confinement.Mode mode;
    private final Duration timeLimit;
    private final long memoryBytes;
    private final int outputBytes;
    private final int processes;
    private final int openFiles;
    private final long fileBytes;
    private final long scratchBytes;

    private BuildStep(Builder builder) {
        name = builder.name;
        command = List.copyOf(builder.command);
        inputs = Collections.unmodifiableSet(new LinkedHashSet<>(builder.inputs));
        output = builder.output;
        workingFolder = builder.workingFolder;
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(builder.environment));
        network = builder.network;
        mode = builder.mode;
        timeLimit = builder.timeLimit;
        memoryBytes = builder.memoryBytes;
        outputBytes = builder.outputBytes;
        processes = builder.processes;
        openFiles = builder.openFiles;
        fileBytes = builder.fileBytes;
        scratchBytes = builder.scratchBytes;
    }

    /**
     * Starts a step: 10 minutes, 4 GiB of address space for each process, 256 processes and threads, 1,024 open files and files of 1 GiB, a private {@code /tmp} of 1 GiB, the last 64 KiB
     * of output kept, no network, mode PREFERRED.
     *
     * @param name its name, for messages
     * @param program the absolute path of the program
     * @param output the only folder that it may write to; it exists, and nobody else writes to it meanwhile
     * @return a builder
     * @throws IllegalArgumentException if a path is not absolute, or output is the root or a folder of the kernel
     */
    public static Builder builder(String name, Path program, Path output) {
        return new Builder(name, program, output);
    }

    /**
     * Its name.
     *
     * @return for messages
     */
    public String name() {
        return name;
    }

    /**
     * The program and its arguments.
     *
     * @return the path of the program first
     */
    public List<String> command() {
        return command;
    }

    /**
     * Files and folders that it may read and execute, besides those of the system.
     *
     * @return absolute paths
     */
    public Set<Path> inputs() {
        return inputs;
    }

    /**
     * The folder that it may write to. What is in it already may be changed, hard links to files elsewhere included.
     *
     * @return an absolute path
     */
    public Path output() {
        return output;
    }

    /**
     * Where it starts.
     *
     * @return an absolute path; the output folder unless something else was set
     */
    public Path workingFolder() {
        return workingFolder;
    }

    /**
     * Its environment, besides PATH, LANG, HOME and TMPDIR, which have values of their own unless they are among these.
     *
     * @return values by name; nothing is inherited from this JVM
     */
    public Map<String, String> environment() {
        return environment;
    }

    /**
     * Whether it shares the network of the host, local services included. Only for steps whose output is fixed by a hash.
     *
     * @return false if it has none
     */
    public boolean network() {
        return network;
    }

    /**
     * How strictly confinement is meant.
     *
     * @return the mode
     */
    public Confinement.Mode mode() {
        return mode;
    }

    /**
     * How long it may run until it is killed.
     *
     * @return elapsed time
     */
    public Duration timeLimit() {
        return timeLimit;
    }

    /**
     * How large the address space of each of its processes may grow.
     *
     * @return bytes
     */
    public long memoryBytes() {
        return memoryBytes;
    }

    /**
     * How much of its output is kept, the last. It may write more.
     *
     * @return bytes
     */
    public int outputBytes() {
        return outputBytes;
    }

    /**
     * How many processes and threads it may be at once.
     *
     * @return their number
     */
    public int processes() {
        return processes;
    }

    /**
     * How many descriptors each of its processes may have open.
     *
     * @return their number
     */
    public int openFiles() {
        return openFiles;
    }

    /**
     * How large each file that it writes may grow.
     *
     * @return bytes
     */
    public long fileBytes() {
        return fileBytes;
    }

    /**
     * How much its private {@code /tmp} holds, which lives in memory.
     *
     * @return bytes
     */
    public long scratchBytes() {
        return scratchBytes;
    }

    @Override
    public String toString() {
        return "build step " + name + " " + command;
    }

    /** Collects a step. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final List<String> command = new ArrayList<>();
        private final Set<Path> inputs = new LinkedHashSet<>();
        private final Path output;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private Path workingFolder;
        private boolean network;
        private Confinement.Mode mode = Confinement.Mode.PREFERRED;
        private Duration timeLimit = Duration.ofMinutes(10);
        private long memoryBytes = 4096 * MIB;
        private int outputBytes = 65_536;
        private int processes = 256;
        private int openFiles = 1024;
        private long fileBytes = 1024 * MIB;
        private long scratchBytes = 1024 * MIB;

        private Builder(String name, Path program, Path output) {
            this.name = requireNonNull(name, "name");
            if (!program.isAbsolute()) {
                throw new IllegalArgumentException("the program of a step has an absolute path, not " + program);
            }
            command.add(text(program.toString()));
            this.output = folder(output);
            workingFolder = this.output;
        }

        /**
         * Adds arguments.
         *
         * @param values the arguments, in order
         * @return this builder
         */
        public Builder arguments(String... values) {
            return arguments(List.of(values));
        }

        /**
         * Adds arguments.
         *
         * @param values the arguments, in order
         * @return this builder
         */
        public Builder arguments(List<String> values) {
            values.forEach(value -> command.add(text(value)));
            return this;
        }

        /**
         * Adds a file or folder that it may read and execute.
         *
         * @param path an absolute, real path
         * @return this builder
         * @throws IllegalArgumentException if it is not absolute, is the root, a folder of the kernel, or in the output folder
         */
        public Builder input(Path path) {
            Path input = folder(path);
            if (input.startsWith(output)) {
                throw new IllegalArgumentException(
                        "input " + input + " is in the output folder, where the step could change it");
            }
            inputs.add(input);
            return this;
        }

        /**
         * Sets {@link BuildStep#workingFolder()}.
         *
         * @param value an absolute path that the step sees
         * @return this builder
         */
        public Builder workingFolder(Path value) {
            workingFolder = absolute(value);
            return this;
        }

        /**
         * Sets a variable of {@link BuildStep#environment()}.
         *
         * @param variable its name
         * @param value its value
         * @return this builder
         */
        public Builder environment(String variable, String value) {
            if (variable.isEmpty() || variable.indexOf('=') >= 0) {
                throw new IllegalArgumentException("no name of a variable: '" + variable + "'");
            }
            environment.put(text(variable), text(value));
            return this;
        }

        /**
         * Sets {@link BuildStep#network()}.
         *
         * @param value whether it shares the network of the host
         * @return this builder
         */
        public Builder network(boolean value) {
            network = value;
            return this;
        }

        /**
         * Sets {@link BuildStep#mode()}.
         *
         * @param value how strictly confinement is meant
         * @return this builder
         */
        public Builder mode(Confinement.Mode value) {
            mode = requireNonNull(value, "mode");
            return this;
        }

        /**
         * Sets {@link BuildStep#timeLimit()}.
         *
         * @param value positive
         * @return this builder
         */
        public Builder timeLimit(Duration value) {
            if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(7)) > 0) {
                throw new IllegalArgumentException("a step has more than no time and at most 7 days, not " + value);
            }
            timeLimit = value;
            return this;
        }

        /**
         * Sets {@link BuildStep#memoryBytes()}.
         *
         * @param value at least 1 MiB
         * @return this builder
         */
        public Builder memoryBytes(long value) {
            memoryBytes = atLeast(MIB, value, "memoryBytes");
            return this;
        }

        /**
         * Sets {@link BuildStep#outputBytes()}.
         *
         * @param value from 0 to 64 MiB
         * @return this builder
         */
        public Builder outputBytes(int value) {
            if (value > LARGEST_OUTPUT) {
                throw new IllegalArgumentException("outputBytes of at most " + LARGEST_OUTPUT + ", not " + value);
            }
            outputBytes = (int) atLeast(0, value, "outputBytes");
            return this;
        }

        /**
         * Sets {@link BuildStep#processes()}.
         *
         * @param value at least 1
         * @return this builder
         */
        public Builder processes(int value) {
            processes = (int) atLeast(1, value, "processes");
            return this;
        }

        /**
         * Sets {@link BuildStep#openFiles()}.
         *
         * @param value at least 16
         * @return this builder
         */
        public Builder openFiles(int value) {
            openFiles = (int) atLeast(16, value, "openFiles");
            return this;
        }

        /**
         * Sets {@link BuildStep#fileBytes()}.
         *
         * @param value at least 0
         * @return this builder
         */
        public Builder fileBytes(long value) {
            fileBytes = atLeast(0, value, "fileBytes");
            return this;
        }

        /**
         * Sets {@link BuildStep#scratchBytes()}.
         *
         * @param value at least 1 MiB
         * @return this builder
         */
        public Builder scratchBytes(long value) {
            scratchBytes = atLeast(MIB, value, "scratchBytes");
            return this;
        }

        /**
         * The step.
         *
         * @return an immutable value
         */
        public BuildStep build() {
            return new BuildStep(this);
        }

        private static long atLeast(long least, long value, String what) {
            if (value < least) {
                throw new IllegalArgumentException(what + " of at least " + least + ", not " + value);
            }
            return value;
        }

        private static String text(String value) {
            if (value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("no program takes a text with a NUL character");
            }
            return value;
        }

        private static Path absolute(Path path) {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("a step takes absolute paths, not " + path);
            }
            return path.normalize();
        }

        /** What may be shown to a step: neither everything nor what the kernel shows of everybody. */
        private static Path folder(Path path) {
            Path absolute = absolute(path);
            if (absolute.getNameCount() == 0
                    || KERNEL_FOLDERS.contains(absolute.getName(0).toString())) {
                throw new IllegalArgumentException(absolute + " cannot be given to a step");
            }
            return absolute;
        }
    }
}
