// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;

/**
 * What a VM is created from. Immutable; derive with {@link #toBuilder()}. It says what is wanted; a manager that cannot provide it throws when
 * the VM is created.
 */
public final class VmConfig {
    /** The id of a VM that was given none. */
    public static final String DEFAULT_ID = "default";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final String id;
    private final String engine;
    private final String provider;
    private final @Nullable String environment;
    private final boolean networked;
    private final boolean persistent;
    private final boolean debug;
    private final boolean echoValues;
    private final boolean replaceOnKill;
    private final Lifetime lifetime;
    private final Confinement confinement;
    private final Map<String, String> variables;

    private VmConfig(Builder builder) {
        id = builder.id;
        engine = builder.engine;
        provider = builder.provider;
        environment = builder.environment;
        networked = builder.networked;
        persistent = builder.persistent;
        debug = builder.debug;
        echoValues = builder.echoValues;
        replaceOnKill = builder.replaceOnKill;
        lifetime = builder.lifetime;
        confinement = builder.confinement;
        variables = Map.copyOf(builder.variables);
    }

    /**
     * Starts with the id {@code default}, the default engine, profile STANDARD, lifetime BUNDLE, echo of values, and replacement of killed
     * processes.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts with an id.
     *
     * @param id 1 to 64 of {@code A-Z a-z 0-9 . _ -}
     * @return a builder
     * @throws IllegalArgumentException if the id is not allowed
     */
    public static Builder builder(String id) {
        return new Builder().id(id);
    }

    /**
     * A VM with this id and every default.
     *
     * @param id 1 to 64 of {@code A-Z a-z 0-9 . _ -}
     * @return a configuration
     */
    public static VmConfig of(String id) {
        return builder(id).build();
    }

    /**
     * Checks an id.
     *
     * @param id what to check
     * @return the id
     * @throws IllegalArgumentException if it is not allowed, with the rule
     */
    public static String checkId(String id) {
        if (!ID.matcher(requireNonNull(id, "id")).matches()) {
            throw new IllegalArgumentException(
                    "'" + printable(id) + "' is not an id; use 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return id;
    }

    private static String printable(String text) {
        String shown = text.length() <= 64 ? text : text.substring(0, 64) + "…";
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * Starts from this configuration.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.id = id;
        builder.engine = engine;
        builder.provider = provider;
        builder.environment = environment;
        builder.networked = networked;
        builder.persistent = persistent;
        builder.debug = debug;
        builder.echoValues = echoValues;
        builder.replaceOnKill = replaceOnKill;
        builder.lifetime = lifetime;
        builder.confinement = confinement;
        builder.variables.putAll(variables);
        return builder;
    }

    /**
     * The id.
     *
     * @return the id, unique among all VMs of the JVM
     */
    public String id() {
        return id;
    }

    /**
     * Which interpreter to use: a name from {@link VmManager#engines()}, {@code embedded}, a version such as {@code 5.4}, or the path of a
     * program.
     *
     * @return the choice; empty for the configured default or else the best there is
     */
    public String engine() {
        return engine;
    }

    /**
     * What kind of VM it is: so far one process each, nothing else.
     *
     * @return {@code process}
     */
    public String provider() {
        return provider;
    }

    /**
     * The package environment it sees. Needs a bundle that provides it.
     *
     * @return its name, if it has one
     */
    public Optional<String> environment() {
        return Optional.ofNullable(environment);
    }

    /**
     * Whether it may use the network. If not, it can open no socket, and where nothing can keep it from that, its creation fails, unless the mode of its
     * confinement is OFF. If so, it has the network of the host where it sees the files of the host, as with profile TRUSTED; with files of its own, it reaches
     * only what functions of the host reach for it.
     *
     * @return true if it is
     */
    public boolean networked() {
        return networked;
    }

    /**
     * Whether it outlives this JVM, however that ends, with its state: the next container on the same home adopts it. It lives until it is closed, whatever its {@link #lifetime()}. Where the
     * platform cannot do that, creation fails.
     *
     * @return true if it does
     */
    public boolean persistent() {
        return persistent;
    }

    /**
     * Whether its debug log is on from the start.
     *
     * @return true if it is
     */
    public boolean debug() {
        return debug;
    }

    /**
     * Whether values that executed code returns are printed to its output.
     *
     * @return true if they are
     */
    public boolean echoValues() {
        return echoValues;
    }

    /**
     * Whether a process that Luarium had to kill, to stop a script or because it broke its link, is replaced by a fresh one under the same id. A
     * process that ends by itself is not: the VM is then {@link VmState#DEAD}.
     *
     * @return true if it is
     */
    public boolean replaceOnKill() {
        return replaceOnKill;
    }

    /**
     * How long it lives if nobody closes it.
     *
     * @return the lifetime
     */
    public Lifetime lifetime() {
        return lifetime;
    }

    /**
     * What it may do.
     *
     * @return profile, limits and files
     */
    public Confinement confinement() {
        return confinement;
    }

    /**
     * Environment variables of its process. Nothing is inherited from the host; {@code PATH} and {@code LANG} have a fixed value unless
     * set here.
     *
     * @return name to value, unmodifiable
     */
    public Map<String, String> variables() {
        return variables;
    }

    /** Collects a configuration. Not thread-safe. */
    public static final class Builder {
        private static final String PROCESS = "process";
        private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

        private String id = DEFAULT_ID;
        private String engine = "";
        private String provider = PROCESS;
        private @Nullable String environment;
        private boolean networked;
        private boolean persistent;
        private boolean debug;
        private boolean echoValues = true;
        private boolean replaceOnKill = true;
        private Lifetime lifetime = Lifetime.BUNDLE;
        private Confinement confinement = Confinement.of(Profile.STANDARD);
        private final Map<String, String> variables = new TreeMap<>();

        private Builder() {}

        /**
         * Sets {@link VmConfig#id()}.
         *
         * @param value 1 to 64 of {@code A-Z a-z 0-9 . _ -}
         * @return this builder
         * @throws IllegalArgumentException if the id is not allowed
         */
        public Builder id(String value) {
            id = checkId(value);
            return this;
        }

        /**
         * Sets {@link VmConfig#engine()}.
         *
         * @param value a name, version or path; empty for the best there is
         * @return this builder
         */
        public Builder engine(String value) {
            engine = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets {@link VmConfig#provider()}.
         *
         * @param value only {@code process} exists
         * @return this builder
         * @throws IllegalArgumentException for any other
         */
        public Builder provider(String value) {
            if (!PROCESS.equals(value)) {
                throw new IllegalArgumentException(
                        "unknown VM provider '" + printable(value) + "'; there is: " + PROCESS);
            }
            provider = value;
            return this;
        }

        /**
         * Sets {@link VmConfig#environment()}.
         *
         * @param name an environment that a customizer provides: 1 to 64 of {@code A-Z a-z 0-9 . _ -}
         * @return this builder
         * @throws IllegalArgumentException if the name is not allowed
         */
        public Builder environment(String name) {
            environment = checkId(name);
            return this;
        }

        /**
         * Sets {@link VmConfig#networked()}.
         *
         * @param value whether it is meant to use the network
         * @return this builder
         */
        public Builder networked(boolean value) {
            networked = value;
            return this;
        }

        /**
         * Sets {@link VmConfig#persistent()}.
         *
         * @param value whether it outlives this JVM
         * @return this builder
         */
        public Builder persistent(boolean value) {
            persistent = value;
            return this;
        }

        /**
         * Sets {@link VmConfig#debug()}.
         *
         * @param value whether its debug log is on
         * @return this builder
         */
        public Builder debug(boolean value) {
            debug = value;
            return this;
        }

        /**
         * Sets {@link VmConfig#echoValues()}.
         *
         * @param value whether returned values are printed
         * @return this builder
         */
        public Builder echoValues(boolean value) {
            echoValues = value;
            return this;
        }

        /**
         * Sets {@link VmConfig#replaceOnKill()}.
         *
         * @param value whether a killed process is replaced
         * @return this builder
         */
        public Builder replaceOnKill(boolean value) {
            replaceOnKill = value;
            return this;
        }

        /**
         * Sets {@link VmConfig#lifetime()}.
         *
         * @param value the lifetime
         * @return this builder
         */
        public Builder lifetime(Lifetime value) {
            lifetime = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets {@link VmConfig#confinement()}.
         *
         * @param value profile, limits and files
         * @return this builder
         */
        public Builder confinement(Confinement value) {
            confinement = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets an environment variable of the process.
         *
         * @param name a letter or {@code _}, then up to 127 letters, digits and {@code _}
         * @param value its value, without NUL
         * @return this builder
         * @throws IllegalArgumentException if name or value cannot be one
         */
        public Builder variable(String name, String value) {
            if (!VARIABLE.matcher(name).matches() || value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("'" + printable(name) + "' cannot be an environment variable");
            }
            variables.put(name, value);
            return this;
        }

        /**
         * The configuration.
         *
         * @return an immutable value
         */
        public VmConfig build() {
            return new VmConfig(this);
        }
    }
}
