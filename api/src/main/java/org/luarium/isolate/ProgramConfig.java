// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program to run as an isolate: its command, what it may use, and its limits. Immutable.
 *
 * <p>Paths are those of the host and the same inside. Those that are given must be real paths, without symbolic links on the way. Besides what it is given, a confined program can read and execute
 * what is in the folders of the system ({@code /usr}, {@code /bin}, {@code /lib} and the like, but hardly anything of {@code /etc}), and it has a private {@code /tmp}. The command is followed by three words that tell
 * the program its link: {@code fifo IN OUT}, two FIFOs that it opens in this order, the first for reading and the second for writing; or {@code stdio - -}, where the link is its standard input and
 * output. Once it has them, the program writes first.
 */
public final class ProgramConfig {
    private static final long MIB = 1L << 20;
    private static final int LONGEST_NAME = 64;
    private static final Set<String> KERNEL_FOLDERS = Set.of("proc", "sys", "dev");
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final Path TEMPORARY = Path.of("/tmp");

    private final String name;
    private final String kind;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Set<Path> readable;
    private final Set<Path> writable;
    private final @Nullable Path workingFolder;
    private final boolean network;
    private final boolean subprocesses;
    private final Confinement.Mode mode;
    private final OptionalLong memoryBytes;
    private final int processes;
    private final int openFiles;
    private final OptionalLong fileBytes;
    private final @Nullable Duration cpuTime;
    private final long scratchBytes;
    private final Duration startTime;

    private ProgramConfig(Builder builder) {
        name = builder.name;
        kind = builder.kind;
        command = List.copyOf(builder.command);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(builder.environment));
        readable = Collections.unmodifiableSet(new LinkedHashSet<>(builder.readable));
        writable = Collections.unmodifiableSet(new LinkedHashSet<>(builder.writable));
        workingFolder = builder.workingFolder;
        network = builder.network;
        subprocesses = builder.subprocesses;
        mode = builder.mode;
        memoryBytes = builder.memoryBytes;
        processes = builder.processes;
        openFiles = builder.openFiles;
        fileBytes = builder.fileBytes;
        cpuTime = builder.cpuTime;
        scratchBytes = builder.scratchBytes;
        startTime = builder.startTime;
    }

    /**
     * Starts a program: no arguments, an empty environment, nothing given, no network, no other processes, mode PREFERRED; 512 processes and threads, 1,024 open files, a private {@code /tmp} of 64 MiB,
     * 30 s to start, and no other limits.
     *
     * @param name its name, 1 to 64 of A-Z a-z 0-9 . _ -, which no other program has that lives
     * @param program the absolute path of the program
     * @return a builder
     * @throws IllegalArgumentException if the name is another, or the path is not absolute
     */
    public static Builder builder(String name, Path program) {
        return new Builder(name, program);
    }

    /**
     * Starts from this program.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(name, program());
        builder.kind = kind;
        builder.command.clear();
        builder.command.addAll(command);
        builder.environment.putAll(environment);
        builder.readable.addAll(readable);
        builder.writable.addAll(writable);
        builder.workingFolder = workingFolder;
        builder.network = network;
        builder.subprocesses = subprocesses;
        builder.mode = mode;
        builder.memoryBytes = memoryBytes;
        builder.processes = processes;
        builder.openFiles = openFiles;
        builder.fileBytes = fileBytes;
        builder.cpuTime = cpuTime;
        builder.scratchBytes = scratchBytes;
        builder.startTime = startTime;
        return builder;
    }

    /**
     * Its name, by which it is found while it lives.
     *
     * @return 1 to 64 of A-Z a-z 0-9 . _ -
     */
    public String name() {
        return name;
    }

    /**
     * What runs in it, for people.
     *
     * @return such as {@code java}; {@code program} unless something else was set
     */
    public String kind() {
        return kind;
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
     * The program alone.
     *
     * @return its absolute path
     */
    public Path program() {
        return Path.of(command.get(0));
    }

    /**
     * Its environment. Nothing is inherited from this JVM; only TMPDIR is added, unless it is among these.
     *
     * @return values by name
     */
    public Map<String, String> environment() {
        return environment;
    }

    /**
     * Files and folders that it may read and execute, besides those of the system.
     *
     * @return real, absolute paths
     */
    public Set<Path> readable() {
        return readable;
    }

    /**
     * Folders that it may write to as well. They and what is in them belong to the user of the isolate until it is closed, where that is another than the user of this JVM.
     *
     * @return real, absolute paths
     */
    public Set<Path> writable() {
        return writable;
    }

    /**
     * Where it starts.
     *
     * @return a path that is given, in one that is given, or of the system; empty for the root of its file system
     */
    public Optional<Path> workingFolder() {
        return Optional.ofNullable(workingFolder);
    }

    /**
     * Whether it shares the network of the host, local services included.
     *
     * @return false if it has none
     */
    public boolean network() {
        return network;
    }

    /**
     * Whether it may start other processes. Threads it may start in any case.
     *
     * @return false unless it was allowed
     */
    public boolean subprocesses() {
        return subprocesses;
    }

    /**
     * How strictly confinement is meant.
     *
     * @return PREFERRED unless something else was set
     */
    public Confinement.Mode mode() {
        return mode;
    }

    /**
     * How large the address space of each of its processes may grow. Not for a JVM, which reserves far more than it uses: its own options limit it.
     *
     * @return bytes; empty for no limit
     */
    public OptionalLong memoryBytes() {
        return memoryBytes;
    }

    /**
     * How many processes and threads it may have at once, itself included.
     *
     * @return 512 unless something else was set
     */
    public int processes() {
        return processes;
    }

    /**
     * How many files each of its processes may have open.
     *
     * @return 1,024 unless something else was set
     */
    public int openFiles() {
        return openFiles;
    }

    /**
     * How large a file may grow that it writes.
     *
     * @return bytes; empty for no limit
     */
    public OptionalLong fileBytes() {
        return fileBytes;
    }

    /**
     * How much processor time each of its processes may use over its life. The kernel kills it then.
     *
     * @return empty for no limit
     */
    public Optional<Duration> cpuTime() {
        return Optional.ofNullable(cpuTime);
    }

    /**
     * The size of its private {@code /tmp}.
     *
     * @return bytes; 64 MiB unless something else was set
     */
    public long scratchBytes() {
        return scratchBytes;
    }

    /**
     * How long it may take until it writes to its link for the first time.
     *
     * @return 30 s unless something else was set
     */
    public Duration startTime() {
        return startTime;
    }

    /** Collects a program. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final List<String> command = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final Set<Path> readable = new LinkedHashSet<>();
        private final Set<Path> writable = new LinkedHashSet<>();
        private String kind = "program";
        private @Nullable Path workingFolder;
        private boolean network;
        private boolean subprocesses;
        private Confinement.Mode mode = Confinement.Mode.PREFERRED;
        private OptionalLong memoryBytes = OptionalLong.empty();
        private int processes = 512;
        private int openFiles = 1024;
        private OptionalLong fileBytes = OptionalLong.empty();
        private @Nullable Duration cpuTime;
        private long scratchBytes = 64 * MIB;
        private Duration startTime = Duration.ofSeconds(30);

        private Builder(String name, Path program) {
            if (!name.matches("[A-Za-z0-9._-]{1," + LONGEST_NAME + "}")) {
                throw new IllegalArgumentException(
                        "a program has a name of 1 to " + LONGEST_NAME + " of A-Z a-z 0-9 . _ -, not '" + name + "'");
            }
            this.name = name;
            command.add(text(absolute(program).toString()));
        }

        /**
         * Sets {@link ProgramConfig#kind()}.
         *
         * @param value a word for people
         * @return this builder
         */
        public Builder kind(String value) {
            kind = requireNonNull(value, "kind");
            return this;
        }

        /**
         * Adds arguments.
         *
         * @param values what follows the program
         * @return this builder
         * @throws IllegalArgumentException if one has a NUL character
         */
        public Builder arguments(String... values) {
            return arguments(Arrays.asList(values));
        }

        /**
         * Adds arguments.
         *
         * @param values what follows the program
         * @return this builder
         * @throws IllegalArgumentException if one has a NUL character
         */
        public Builder arguments(Collection<String> values) {
            values.forEach(value -> command.add(text(value)));
            return this;
        }

        /**
         * Sets a variable of its environment.
         *
         * @param variable its name
         * @param value its value
         * @return this builder
         * @throws IllegalArgumentException if no environment can have it
         */
        public Builder environment(String variable, String value) {
            if (variable.isEmpty() || variable.indexOf('=') >= 0) {
                throw new IllegalArgumentException("no variable can be named '" + variable + "'");
            }
            environment.put(text(variable), text(value));
            return this;
        }

        /**
         * Gives a file or folder to read.
         *
         * @param path what it may read and execute
         * @return this builder
         * @throws IllegalArgumentException if it is not absolute, or is the root, {@code /tmp}, or a folder of the kernel; folders in {@code /dev/shm} are none
         */
        public Builder readable(Path path) {
            readable.add(given(path));
            return this;
        }

        /**
         * Gives a folder to write to. No other program that lives may have it, one in it, or one that it is in.
         *
         * @param folder what it may read and write
         * @return this builder
         * @throws IllegalArgumentException if it is not absolute, or is the root, {@code /tmp}, or a folder of the kernel; folders in {@code /dev/shm} are none
         */
        public Builder writable(Path folder) {
            writable.add(given(folder));
            return this;
        }

        /**
         * Sets {@link ProgramConfig#workingFolder()}.
         *
         * @param folder where it starts
         * @return this builder
         * @throws IllegalArgumentException if it is not absolute
         */
        public Builder workingFolder(Path folder) {
            workingFolder = absolute(folder);
            return this;
        }

        /**
         * Sets {@link ProgramConfig#network()}.
         *
         * @param value whether it shares the network of the host
         * @return this builder
         */
        public Builder network(boolean value) {
            network = value;
            return this;
        }

        /**
         * Sets {@link ProgramConfig#subprocesses()}.
         *
         * @param value whether it may start other processes
         * @return this builder
         */
        public Builder subprocesses(boolean value) {
            subprocesses = value;
            return this;
        }

        /**
         * Sets {@link ProgramConfig#mode()}.
         *
         * @param value how strictly confinement is meant
         * @return this builder
         */
        public Builder mode(Confinement.Mode value) {
            mode = requireNonNull(value, "mode");
            return this;
        }

        /**
         * Sets {@link ProgramConfig#memoryBytes()}.
         *
         * @param value at least 1 MiB
         * @return this builder
         */
        public Builder memoryBytes(long value) {
            memoryBytes = OptionalLong.of(atLeast(MIB, value, "memoryBytes"));
            return this;
        }

        /**
         * Sets {@link ProgramConfig#processes()}.
         *
         * @param value at least 1
         * @return this builder
         */
        public Builder processes(int value) {
            processes = (int) atLeast(1, value, "processes");
            return this;
        }

        /**
         * Sets {@link ProgramConfig#openFiles()}.
         *
         * @param value at least 16
         * @return this builder
         */
        public Builder openFiles(int value) {
            openFiles = (int) atLeast(16, value, "openFiles");
            return this;
        }

        /**
         * Sets {@link ProgramConfig#fileBytes()}.
         *
         * @param value at least 0
         * @return this builder
         */
        public Builder fileBytes(long value) {
            fileBytes = OptionalLong.of(atLeast(0, value, "fileBytes"));
            return this;
        }

        /**
         * Sets {@link ProgramConfig#cpuTime()}.
         *
         * @param value positive; rounded up to seconds
         * @return this builder
         */
        public Builder cpuTime(Duration value) {
            cpuTime = positive(value, "cpuTime");
            return this;
        }

        /**
         * Sets {@link ProgramConfig#scratchBytes()}.
         *
         * @param value at least 1 MiB
         * @return this builder
         */
        public Builder scratchBytes(long value) {
            scratchBytes = atLeast(MIB, value, "scratchBytes");
            return this;
        }

        /**
         * Sets {@link ProgramConfig#startTime()}.
         *
         * @param value positive
         * @return this builder
         */
        public Builder startTime(Duration value) {
            startTime = positive(value, "startTime");
            return this;
        }

        /**
         * The program.
         *
         * @return an immutable value
         */
        public ProgramConfig build() {
            return new ProgramConfig(this);
        }

        private static long atLeast(long least, long value, String what) {
            if (value < least) {
                throw new IllegalArgumentException(what + " of at least " + least + ", not " + value);
            }
            return value;
        }

        private static Duration positive(Duration value, String what) {
            if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(365)) > 0) {
                throw new IllegalArgumentException(what + " of more than nothing and at most 365 days, not " + value);
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
                throw new IllegalArgumentException("a program takes absolute paths, not " + path);
            }
            return path.normalize();
        }

        /** What may be shown to a program: neither everything, nor what the kernel shows of everybody, nor what is private to it. */
        private static Path given(Path path) {
            Path absolute = absolute(path);
            boolean memory = absolute.startsWith(SHARED_MEMORY) && !absolute.equals(SHARED_MEMORY);
            boolean kernel = absolute.getNameCount() == 0
                    || KERNEL_FOLDERS.contains(absolute.getName(0).toString());
            if (absolute.equals(TEMPORARY) || (kernel && !memory)) {
                throw new IllegalArgumentException(absolute + " cannot be given to a program");
            }
            return absolute;
        }
    }
}
