// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.luarium.extension.spi.ValueMapper;
import org.luarium.isolate.Confinement;

/** What to load as an extension, and within which bounds. Immutable. */
public final class ExtensionSpec {
    private static final int LONGEST_NAME = 100;

    private final ExtensionSpecBuilder b;
    private final String folderName;

    ExtensionSpec(ExtensionSpecBuilder builder) {
        b = new ExtensionSpecBuilder(builder);
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
    public static ExtensionSpecBuilder java(String name, Class<?>... interfaces) {
        return new ExtensionSpecBuilder(name, ExtensionKind.JAVA, List.of(interfaces));
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
    public static ExtensionSpecBuilder lua(String name, String module, Class<?>... interfaces) {
        return new ExtensionSpecBuilder(name, ExtensionKind.LUA, List.of(interfaces)).main(module);
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
    public ExtensionSpecBuilder toBuilder() {
        return new ExtensionSpecBuilder(b);
    }
}
