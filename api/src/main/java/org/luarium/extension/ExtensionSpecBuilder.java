// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

/** Describes an extension; begins with {@link ExtensionSpec#java} or {@link ExtensionSpec#lua}. Not thread-safe. */
public final class ExtensionSpecBuilder {
    private static final long MIB = 1L << 20;
    private static final Pattern ENVIRONMENT = Pattern.compile("|(?!\\.+$)[A-Za-z0-9._-]{1,64}");
    /** What holds too much of the host to be given as a whole. */
    private static final Set<String> TOO_MUCH =
            Set.of("/tmp", "/etc", "/root", "/home", "/proc", "/sys", "/dev", "/var", "/run");

    private static final Set<String> OF_THE_KERNEL = Set.of("proc", "sys");

    final String name;
    final ExtensionKind kind;
    final List<Class<?>> interfaces;
    final Map<Class<?>, Optional<Object>> grants = new LinkedHashMap<>();
    final Map<Class<?>, ValueMapper<?, ?>> mappers = new LinkedHashMap<>();
    String main = "";
    final List<Path> jars = new ArrayList<>();
    final List<String> dependencies = new ArrayList<>();
    String environment = "";
    String engine = "";
    final Map<String, String> settings = new LinkedHashMap<>();
    boolean isolated = true;
    Confinement.Mode mode = Confinement.Mode.REQUIRED;
    boolean network = false;
    final Set<Path> readable = new LinkedHashSet<>();
    final Set<Path> writable = new LinkedHashSet<>();
    long memoryBytes = 64 * MIB;
    long sharedBytes = 1024 * MIB;
    long scratchBytes = 32 * MIB;
    int processes = 128;

    @Nullable
    Duration cpuTime;

    OptionalInt debugPort = OptionalInt.empty();
    int openFiles = 1024;
    int frameBytes = (int) (16 * MIB);
    int callsInFlight = 1024;
    int threads = 64;
    Duration callTime = Duration.ofSeconds(30);
    Duration startTime = Duration.ofSeconds(10);
    Duration stopTime = Duration.ofSeconds(3);
    RestartPolicy restart = RestartPolicy.ON_FAILURE;
    boolean strictEvents = false;

    ExtensionSpecBuilder(String name, ExtensionKind kind, List<Class<?>> interfaces) {
        this.name = requireNonNull(name, "name");
        this.kind = kind;
        this.interfaces = List.copyOf(interfaces);
        String unused = ExtensionSpec.folderName(name);
        for (Class<?> type : interfaces) {
            if (!type.isInterface()) {
                throw new IllegalArgumentException(
                        "extension " + name + " can be called by interfaces only, not by " + type.getName());
            }
        }
    }

    ExtensionSpecBuilder(ExtensionSpecBuilder other) {
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
    public ExtensionSpecBuilder grant(Class<?> type) {
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
    public <T> ExtensionSpecBuilder grant(Class<T> type, T service) {
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
    public <T> ExtensionSpecBuilder map(Class<T> type, ValueMapper<T, ?> mapper) {
        mappers.put(requireNonNull(type, "type"), requireNonNull(mapper, "mapper"));
        return this;
    }

    /**
     * Sets {@link ExtensionSpec#main()}.
     *
     * @param value the name of a class, or of a module
     * @return this builder
     */
    public ExtensionSpecBuilder main(String value) {
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
    public ExtensionSpecBuilder jar(Path value) {
        jars.add(absolute(value, "jar"));
        return this;
    }

    /**
     * Adds to {@link ExtensionSpec#dependencies()}.
     *
     * @param value {@code group:artifact[:extension[:classifier]]:version}
     * @return this builder
     */
    public ExtensionSpecBuilder dependency(String value) {
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
    public ExtensionSpecBuilder environment(String value) {
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
    public ExtensionSpecBuilder engine(String value) {
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
    public ExtensionSpecBuilder setting(String key, String value) {
        settings.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
        return this;
    }

    /**
     * Sets {@link ExtensionSpec#isolated()}.
     *
     * @param value whether it has
     * @return this builder
     */
    public ExtensionSpecBuilder isolated(boolean value) {
        isolated = value;
        return this;
    }

    /**
     * Sets {@link ExtensionSpec#mode()}.
     *
     * @param value the mode
     * @return this builder
     */
    public ExtensionSpecBuilder mode(Confinement.Mode value) {
        mode = requireNonNull(value, "mode");
        return this;
    }

    /**
     * Sets {@link ExtensionSpec#network()}.
     *
     * @param value whether it may
     * @return this builder
     */
    public ExtensionSpecBuilder network(boolean value) {
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
    public ExtensionSpecBuilder readable(Path value) {
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
    public ExtensionSpecBuilder writable(Path value) {
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
    public ExtensionSpecBuilder memoryBytes(long value) {
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
    public ExtensionSpecBuilder sharedBytes(long value) {
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
    public ExtensionSpecBuilder scratchBytes(long value) {
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
    public ExtensionSpecBuilder processes(int value) {
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
    public ExtensionSpecBuilder cpuTime(Duration value) {
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
    public ExtensionSpecBuilder debugPort(int value) {
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
    public ExtensionSpecBuilder openFiles(int value) {
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
    public ExtensionSpecBuilder frameBytes(int value) {
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
    public ExtensionSpecBuilder callsInFlight(int value) {
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
    public ExtensionSpecBuilder threads(int value) {
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
    public ExtensionSpecBuilder callTime(Duration value) {
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
    public ExtensionSpecBuilder startTime(Duration value) {
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
    public ExtensionSpecBuilder stopTime(Duration value) {
        stopTime = positive(value, "stopTime");
        return this;
    }

    /**
     * Sets {@link ExtensionSpec#restart()}.
     *
     * @param value the policy
     * @return this builder
     */
    public ExtensionSpecBuilder restart(RestartPolicy value) {
        restart = requireNonNull(value, "restart");
        return this;
    }

    /**
     * Sets {@link ExtensionSpec#strictEvents()}.
     *
     * @param value whether it is
     * @return this builder
     */
    public ExtensionSpecBuilder strictEvents(boolean value) {
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
            throw new IllegalArgumentException(name + " must not be '" + clean
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
