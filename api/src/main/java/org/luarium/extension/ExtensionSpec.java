// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.ValueMapper;
import org.luarium.isolate.Confinement;

/** What to load as an extension, and within which bounds. Immutable. */
public final class ExtensionSpec {
    private static final long MIB = 1L << 20;
    private static final int LONGEST_NAME = 100;
    private static final Pattern ENVIRONMENT = Pattern.compile("|(?!\\.+$)[A-Za-z0-9._-]{1,64}");
    /** What holds too much of the host to be given as a whole. */
    private static final Set<String> TOO_MUCH =
            Set.of("/tmp", "/etc", "/root", "/home", "/proc", "/sys", "/dev", "/var", "/run");

    private static final Set<String> OF_THE_KERNEL = Set.of("proc", "sys");

    private final Builder b;
    private final String folderName;

    private ExtensionSpec(Builder builder) {
        b = new Builder(builder);
        folderName = folderName(b.name);
    }

    /**
     * Describes an extension in Java: a process of its own, confinement REQUIRED, no network, no dependencies, no grants; a heap of 64 MiB; 10 s to start, 30 s for a call, 3 s to stop; restarted on failure.
     *
     * @param name its name
     * @param interfaces what it can be called by: interfaces that are also on its class path. Without any it can be called by name only
     * @return a builder
     * @throws IllegalArgumentException if the name has no letter or digit, or more than 100 characters, or one of the types is no interface
     */
    public static Builder java(String name, Class<?>... interfaces) {
        return new Builder(name, ExtensionKind.JAVA, List.of(interfaces));
    }

    /**
     * Describes an extension in Lua: a module whose functions are the methods. Otherwise as {@link #java}, with 64 MiB of memory.
     *
     * @param name its name
     * @param module what to {@code require}
     * @param interfaces what it can be called by. Without any it can be called by name only
     * @return a builder
     * @throws IllegalArgumentException if the name has no letter or digit, or more than 100 characters, or one of the types is no interface
     */
    public static Builder lua(String name, String module, Class<?>... interfaces) {
        return new Builder(name, ExtensionKind.LUA, List.of(interfaces)).main(module);
    }

    /**
     * A name as it is used for files: a single element of a path, without dots at the beginning.
     *
     * @param name any name
     * @return letters, digits, and single underscores, dots and hyphens between them
     * @throws IllegalArgumentException if nothing is left of it
     */
    public static String folderName(String name) {
        String clean = Normalizer.normalize(requireNonNull(name, "name"), Normalizer.Form.NFC)
                .replaceAll("[^\\p{L}\\p{N}.-]+", "_")
                .replaceAll("\\.{2,}", "_")
                .replaceAll("_{2,}", "_")
                .replaceAll("^[_.-]+|[_.-]+$", "");
        if (clean.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("an extension needs a name with a letter or digit and at most "
                    + LONGEST_NAME + " characters, not '" + name + "'");
        }
        return clean;
    }

    /**
     * Its name.
     *
     * @return as it was given
     */
    public String name() {
        return b.name;
    }

    /**
     * Its name as it is used for files.
     *
     * @return see {@link #folderName(String)}
     */
    public String folderName() {
        return folderName;
    }

    /**
     * What it is written in.
     *
     * @return the kind
     */
    public ExtensionKind kind() {
        return b.kind;
    }

    /**
     * What it can be called by.
     *
     * @return interfaces of the host
     */
    public List<Class<?>> interfaces() {
        return b.interfaces;
    }

    /**
     * Services of the host that it may call.
     *
     * @return by interface; empty where the registry of services has it
     */
    public Map<Class<?>, Optional<Object>> grants() {
        return Collections.unmodifiableMap(b.grants);
    }

    /**
     * How values of types are sent that are not known otherwise.
     *
     * @return by type
     */
    public Map<Class<?>, ValueMapper<?, ?>> mappers() {
        return Collections.unmodifiableMap(b.mappers);
    }

    /**
     * The main class of an extension in Java, which may have the constructors {@code ()} or {@code (ExtensionContext)}; the module of one in Lua.
     *
     * @return its name; empty for Java if {@code META-INF/services} names the implementations of the interfaces
     */
    public String main() {
        return b.main;
    }

    /**
     * Jars of its class path, before its dependencies.
     *
     * @return absolute paths
     */
    public List<Path> jars() {
        return Collections.unmodifiableList(b.jars);
    }

    /**
     * What else is on its class path, as in Maven.
     *
     * @return {@code group:artifact:version}
     */
    public List<String> dependencies() {
        return Collections.unmodifiableList(b.dependencies);
    }

    /**
     * The environment of packages that an extension in Lua sees.
     *
     * @return its name; empty for the default one
     */
    public String environment() {
        return b.environment;
    }

    /**
     * The interpreter of an extension in Lua.
     *
     * @return its name; empty for the default one
     */
    public String engine() {
        return b.engine;
    }

    /**
     * What the extension can look up about its task.
     *
     * @return by key
     */
    public Map<String, String> settings() {
        return Collections.unmodifiableMap(b.settings);
    }

    /**
     * Whether it has a process of its own. Otherwise an extension in Java runs in this JVM, with a class loader of its own and nothing to confine it.
     *
     * @return true unless it was switched off
     */
    public boolean isolated() {
        return b.isolated;
    }

    /**
     * Whether it is confined, and what happens where that is not possible.
     *
     * @return REQUIRED unless it was changed
     */
    public Confinement.Mode mode() {
        return b.mode;
    }

    /**
     * Whether it may use the network of the host.
     *
     * @return false unless it was switched on
     */
    public boolean network() {
        return b.network;
    }

    /**
     * Files and folders of the host that it may read.
     *
     * @return absolute paths
     */
    public Set<Path> readable() {
        return Collections.unmodifiableSet(b.readable);
    }

    /**
     * Folders of the host that it may write to.
     *
     * @return absolute paths
     */
    public Set<Path> writable() {
        return Collections.unmodifiableSet(b.writable);
    }

    /**
     * Its memory: the heap of an extension in Java, all of one in Lua.
     *
     * @return bytes
     */
    public long memoryBytes() {
        return b.memoryBytes;
    }

    /**
     * How much memory it may share with the host through buffers.
     *
     * @return bytes; 0 if none
     */
    public long sharedBytes() {
        return b.sharedBytes;
    }

    /**
     * Its private {@code /tmp}.
     *
     * @return bytes; 0 if it has none
     */
    public long scratchBytes() {
        return b.scratchBytes;
    }

    /**
     * How many processes and threads it may have.
     *
     * @return a number; not enforced everywhere
     */
    public int processes() {
        return b.processes;
    }

    /**
     * How much processor time its process may use over its life; the kernel ends it then.
     *
     * @return whole seconds; empty for no limit
     */
    public Optional<Duration> cpuTime() {
        return Optional.ofNullable(b.cpuTime);
    }

    /**
     * Where a debugger finds an extension in Java: a port of the loopback address, where its JVM speaks JDWP. The port is written to {@link Extension#output()}. Needs {@link #network()}, since a process without network has a
     * loopback address of its own; and whoever can connect to it runs what they like in the extension.
     *
     * @return the port, 0 for any that is free; empty if it is not debugged
     */
    public OptionalInt debugPort() {
        return b.debugPort;
    }

    /**
     * How many files it may have open.
     *
     * @return a number
     */
    public int openFiles() {
        return b.openFiles;
    }

    /**
     * The most that one call may carry, in each direction.
     *
     * @return bytes
     */
    public int frameBytes() {
        return b.frameBytes;
    }

    /**
     * How many calls may be under way to it; more wait.
     *
     * @return a number
     */
    public int callsInFlight() {
        return b.callsInFlight;
    }

    /**
     * How many calls it serves at once, each on a thread. An extension in Lua serves one.
     *
     * @return a number
     */
    public int threads() {
        return b.threads;
    }

    /**
     * How long a call may take.
     *
     * @return a positive duration
     */
    public Duration callTime() {
        return b.callTime;
    }

    /**
     * How long it may take to be loaded.
     *
     * @return a positive duration
     */
    public Duration startTime() {
        return b.startTime;
    }

    /**
     * How long it may take to stop by itself; after that it is signalled, and after the same time killed. Also how long a reload waits for calls that run.
     *
     * @return a positive duration
     */
    public Duration stopTime() {
        return b.stopTime;
    }

    /**
     * What happens when its process ends by itself.
     *
     * @return the policy
     */
    public RestartPolicy restart() {
        return b.restart;
    }

    /**
     * Whether to emit an event that nobody hears is an error.
     *
     * @return false unless it was switched on
     */
    public boolean strictEvents() {
        return b.strictEvents;
    }

    /**
     * A builder with all of this.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(b);
    }

    /** Describes an extension. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final ExtensionKind kind;
        private final List<Class<?>> interfaces;
        private final Map<Class<?>, Optional<Object>> grants = new LinkedHashMap<>();
        private final Map<Class<?>, ValueMapper<?, ?>> mappers = new LinkedHashMap<>();
        private String main = "";
        private final List<Path> jars = new ArrayList<>();
        private final List<String> dependencies = new ArrayList<>();
        private String environment = "";
        private String engine = "";
        private final Map<String, String> settings = new LinkedHashMap<>();
        private boolean isolated = true;
        private Confinement.Mode mode = Confinement.Mode.REQUIRED;
        private boolean network = false;
        private final Set<Path> readable = new LinkedHashSet<>();
        private final Set<Path> writable = new LinkedHashSet<>();
        private long memoryBytes = 64 * MIB;
        private long sharedBytes = 1024 * MIB;
        private long scratchBytes = 32 * MIB;
        private int processes = 128;
        private @Nullable Duration cpuTime;
        private OptionalInt debugPort = OptionalInt.empty();
        private int openFiles = 1024;
        private int frameBytes = (int) (16 * MIB);
        private int callsInFlight = 1024;
        private int threads = 64;
        private Duration callTime = Duration.ofSeconds(30);
        private Duration startTime = Duration.ofSeconds(10);
        private Duration stopTime = Duration.ofSeconds(3);
        private RestartPolicy restart = RestartPolicy.ON_FAILURE;
        private boolean strictEvents = false;

        private Builder(String name, ExtensionKind kind, List<Class<?>> interfaces) {
            this.name = requireNonNull(name, "name");
            this.kind = kind;
            this.interfaces = List.copyOf(interfaces);
            String unused = folderName(name);
            for (Class<?> type : interfaces) {
                if (!type.isInterface()) {
                    throw new IllegalArgumentException(
                            "extension " + name + " can be called by interfaces only, not by " + type.getName());
                }
            }
        }

        private Builder(Builder other) {
            this(other.name, other.kind, other.interfaces);
            grants.putAll(other.grants);
            mappers.putAll(other.mappers);
            main = other.main;
            jars.addAll(other.jars);
            dependencies.addAll(other.dependencies);
            environment = other.environment;
            engine = other.engine;
            settings.putAll(other.settings);
            isolated = other.isolated;
            mode = other.mode;
            network = other.network;
            readable.addAll(other.readable);
            writable.addAll(other.writable);
            memoryBytes = other.memoryBytes;
            sharedBytes = other.sharedBytes;
            scratchBytes = other.scratchBytes;
            processes = other.processes;
            cpuTime = other.cpuTime;
            debugPort = other.debugPort;
            openFiles = other.openFiles;
            frameBytes = other.frameBytes;
            callsInFlight = other.callsInFlight;
            threads = other.threads;
            callTime = other.callTime;
            startTime = other.startTime;
            stopTime = other.stopTime;
            restart = other.restart;
            strictEvents = other.strictEvents;
        }

        /**
         * Lets it call a service of the host: whatever the registry of services has when it is called.
         *
         * @param type the interface, which is on its class path too
         * @return this builder
         */
        public Builder grant(Class<?> type) {
            grants.put(requireNonNull(type, "type"), Optional.empty());
            return this;
        }

        /**
         * Lets it call an object of the host.
         *
         * @param type the interface, which is on its class path too
         * @param service the object
         * @param <T> the interface
         * @return this builder
         */
        public <T> Builder grant(Class<T> type, T service) {
            grants.put(requireNonNull(type, "type"), Optional.of(type.cast(service)));
            return this;
        }

        /**
         * Says how values of a type are sent; it has to be said in the extension too.
         *
         * @param type the type
         * @param mapper how
         * @param <T> the type
         * @return this builder
         */
        public <T> Builder map(Class<T> type, ValueMapper<T, ?> mapper) {
            mappers.put(requireNonNull(type, "type"), requireNonNull(mapper, "mapper"));
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#main()}.
         *
         * @param value the name of a class, or of a module
         * @return this builder
         */
        public Builder main(String value) {
            main = requireNonNull(value, "main");
            return this;
        }

        /**
         * Adds a jar to {@link ExtensionSpec#jars()}.
         *
         * @param value an absolute path
         * @return this builder
         * @throws IllegalArgumentException if the path is not absolute
         */
        public Builder jar(Path value) {
            jars.add(absolute(value, "jar"));
            return this;
        }

        /**
         * Adds to {@link ExtensionSpec#dependencies()}.
         *
         * @param value {@code group:artifact[:extension[:classifier]]:version}
         * @return this builder
         */
        public Builder dependency(String value) {
            dependencies.add(requireNonNull(value, "dependency"));
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#environment()}.
         *
         * @param value the name of an environment
         * @return this builder
         * @throws IllegalArgumentException if it is no such name
         */
        public Builder environment(String value) {
            if (!ENVIRONMENT.matcher(requireNonNull(value, "environment")).matches()) {
                throw new IllegalArgumentException(
                        "environment must be a name of 1 to 64 of A-Z a-z 0-9 . _ -, and no path, not '" + value + "'");
            }
            environment = value;
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#engine()}.
         *
         * @param value the name of an engine
         * @return this builder
         */
        public Builder engine(String value) {
            engine = requireNonNull(value, "engine");
            return this;
        }

        /**
         * Adds to {@link ExtensionSpec#settings()}.
         *
         * @param key the key
         * @param value its value
         * @return this builder
         */
        public Builder setting(String key, String value) {
            settings.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#isolated()}.
         *
         * @param value whether it has
         * @return this builder
         */
        public Builder isolated(boolean value) {
            isolated = value;
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#mode()}.
         *
         * @param value the mode
         * @return this builder
         */
        public Builder mode(Confinement.Mode value) {
            mode = requireNonNull(value, "mode");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#network()}.
         *
         * @param value whether it may
         * @return this builder
         */
        public Builder network(boolean value) {
            network = value;
            return this;
        }

        /**
         * Adds to {@link ExtensionSpec#readable()}.
         *
         * @param value an absolute path; it is the same inside
         * @return this builder
         * @throws IllegalArgumentException if the path is not absolute, or is {@code /}, {@code /tmp}, {@code /etc}, {@code /root}, {@code /home}, {@code /var}, {@code /run}, {@code /dev}, or anything in {@code /proc} or {@code /sys}
         */
        public Builder readable(Path value) {
            readable.add(given(value, "readable"));
            return this;
        }

        /**
         * Adds to {@link ExtensionSpec#writable()}.
         *
         * @param value an absolute path; it is the same inside
         * @return this builder
         * @throws IllegalArgumentException if the path is not absolute, or is {@code /}, {@code /tmp}, {@code /etc}, {@code /root}, {@code /home}, {@code /var}, {@code /run}, {@code /dev}, or anything in {@code /proc} or {@code /sys}
         */
        public Builder writable(Path value) {
            writable.add(given(value, "writable"));
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#memoryBytes()}.
         *
         * @param value 16 MiB to 1 TiB
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder memoryBytes(long value) {
            memoryBytes = within(value, 16 * MIB, MIB * MIB, "memoryBytes");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#sharedBytes()}.
         *
         * @param value 0 to 1 TiB
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder sharedBytes(long value) {
            sharedBytes = within(value, 0, MIB * MIB, "sharedBytes");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#scratchBytes()}.
         *
         * @param value 0 to 64 GiB
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder scratchBytes(long value) {
            scratchBytes = within(value, 0, 65_536 * MIB, "scratchBytes");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#processes()}.
         *
         * @param value 1 to 4,096
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder processes(int value) {
            processes = (int) within(value, 1, 4096, "processes");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#cpuTime()}.
         *
         * @param value at least a second; a part of a second counts as a whole one
         * @return this builder
         * @throws IllegalArgumentException if it is less than a second
         */
        public Builder cpuTime(Duration value) {
            if (requireNonNull(value, "cpuTime").compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("cpuTime must be at least PT1S, not " + value);
            }
            cpuTime = value;
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#debugPort()}.
         *
         * @param value 0 to 65,535; 0 for any
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder debugPort(int value) {
            debugPort = OptionalInt.of((int) within(value, 0, 65_535, "debugPort"));
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#openFiles()}.
         *
         * @param value 64 to 1,048,576
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder openFiles(int value) {
            openFiles = (int) within(value, 64, MIB, "openFiles");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#frameBytes()}.
         *
         * @param value 64 KiB to 1 GiB
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder frameBytes(int value) {
            frameBytes = (int) within(value, 65_536, 1024 * MIB, "frameBytes");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#callsInFlight()}.
         *
         * @param value 1 to 100,000
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder callsInFlight(int value) {
            callsInFlight = (int) within(value, 1, 100_000, "callsInFlight");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#threads()}.
         *
         * @param value 1 to 1,024
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder threads(int value) {
            threads = (int) within(value, 1, 1024, "threads");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#callTime()}.
         *
         * @param value a positive duration
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder callTime(Duration value) {
            callTime = positive(value, "callTime");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#startTime()}.
         *
         * @param value a positive duration
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder startTime(Duration value) {
            startTime = positive(value, "startTime");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#stopTime()}.
         *
         * @param value a positive duration
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder stopTime(Duration value) {
            stopTime = positive(value, "stopTime");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#restart()}.
         *
         * @param value the policy
         * @return this builder
         */
        public Builder restart(RestartPolicy value) {
            restart = requireNonNull(value, "restart");
            return this;
        }

        /**
         * Sets {@link ExtensionSpec#strictEvents()}.
         *
         * @param value whether it is
         * @return this builder
         */
        public Builder strictEvents(boolean value) {
            strictEvents = value;
            return this;
        }

        /**
         * The description.
         *
         * @return an immutable value
         * @throws IllegalArgumentException if it has a debugPort that cannot be reached
         */
        public ExtensionSpec build() {
            if (debugPort.isPresent() && isolated && !network) {
                throw new IllegalArgumentException(
                        "debugPort of extension " + name
                                + " cannot be reached: a process without network has a loopback address of its own; add network(true)");
            }
            if (debugPort.isPresent() && (kind != ExtensionKind.JAVA || !isolated)) {
                throw new IllegalArgumentException(
                        "debugPort of extension " + name + " needs a JVM of its own: kind JAVA and isolated(true)");
            }
            return new ExtensionSpec(this);
        }

        private static Duration positive(Duration value, String name) {
            if (requireNonNull(value, name).isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be positive, not " + value);
            }
            return value;
        }

        private static long within(long value, long least, long most, String name) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", not " + value);
            }
            return value;
        }

        private static Path given(Path path, String name) {
            Path clean = absolute(path, name);
            if (clean.getNameCount() == 0
                    || TOO_MUCH.contains(clean.toString())
                    || OF_THE_KERNEL.contains(clean.getName(0).toString())) {
                throw new IllegalArgumentException(
                        name + " must not be '" + clean
                                + "', which holds too much of the host; give a file or folder below it that the extension needs");
            }
            return clean;
        }

        private static Path absolute(Path path, String name) {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException(name + " must be an absolute path, not '" + path + "'");
            }
            return path.normalize();
        }
    }
}
