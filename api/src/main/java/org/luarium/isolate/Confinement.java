// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an isolate may do: a profile, how strictly it is meant, the limits, and the files it was given. Immutable.
 *
 * <p>This is a wish. What is enforced, by what, and how that was verified stands in the {@link ConfinementReport} of each isolate.
 */
public final class Confinement {
    /** How strictly a confinement is meant. */
    public enum Mode {
        /** Creation fails with {@link SandboxUnavailableException} where a control cannot be enforced. */
        REQUIRED,
        /** The best available is taken, and the report says what is missing; but creation fails where nothing keeps an isolate from the network that was not meant to have it. */
        PREFERRED,
        /** The operator wants none: only the limits that the host itself watches, and that of memory, are enforced. */
        OFF
    }

    /** Which files an isolate sees. */
    public enum Files {
        /** Those of the host, as far as the user of the isolate may. */
        HOST,
        /** Its interpreter, its environment, what it was given, and a private {@code /tmp} if its limits allow one. */
        OWN
    }

    /**
     * How much of Lua's library is left out. This is hygiene: it keeps mistakes away. What keeps attacks away are the other controls.
     */
    public enum Library {
        /** Nothing is left out. */
        FULL,
        /** {@code load} takes source text only, and {@code package.loadlib} is missing. */
        SAFE,
        /**
         * As SAFE; and without {@code debug}, {@code ffi}, {@code os.execute}, {@code io.popen}, and everything that opens, renames or removes files. {@code print},
         * {@code io.write} and {@code io.read} work, since they are the link.
         */
        STRICT
    }

    private final Profile profile;
    private final Mode mode;
    private final Limits limits;
    private final Files files;
    private final Library library;
    private final boolean nativeModules;
    private final Set<Path> readable;
    private final Set<Path> shared;

    private Confinement(Builder builder) {
        profile = builder.profile;
        mode = builder.mode;
        limits = builder.limits;
        files = builder.files;
        library = builder.library;
        nativeModules = builder.nativeModules;
        readable = Set.copyOf(builder.readable);
        shared = Set.copyOf(builder.shared);
    }

    /**
     * The confinement of a profile as it is.
     *
     * @param profile the profile
     * @return its confinement
     */
    public static Confinement of(Profile profile) {
        return builder(profile).build();
    }

    /**
     * Starts from a profile.
     *
     * @param profile the profile
     * @return a builder
     */
    public static Builder builder(Profile profile) {
        return new Builder(profile);
    }

    /**
     * Starts from this confinement.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(profile)
                .mode(mode)
                .limits(limits)
                .files(files)
                .library(library)
                .nativeModules(nativeModules);
        builder.readable.addAll(readable);
        builder.shared.addAll(shared);
        return builder;
    }

    /**
     * The profile it started from.
     *
     * @return the profile
     */
    public Profile profile() {
        return profile;
    }

    /**
     * How strictly it is meant.
     *
     * @return the mode
     */
    public Mode mode() {
        return mode;
    }

    /**
     * The limits that hold on every platform or are reported as missing.
     *
     * @return the limits
     */
    public Limits limits() {
        return limits;
    }

    /**
     * Which files it sees.
     *
     * @return whose files
     */
    public Files files() {
        return files;
    }

    /**
     * What is left of Lua's library.
     *
     * @return how much is left out
     */
    public Library library() {
        return library;
    }

    /**
     * Whether modules in machine code may be loaded: from its environment and from what it was given to read, if it has files of its own.
     *
     * @return false if only Lua code may
     */
    public boolean nativeModules() {
        return nativeModules;
    }

    /**
     * Files and folders of the host that it was given to read, each where it is on the host.
     *
     * @return absolute paths
     */
    public Set<Path> readable() {
        return readable;
    }

    /**
     * Files and folders that the isolate may read as everybody may.
     *
     * @return absolute paths
     */
    public Set<Path> shared() {
        return shared;
    }

    private List<?> values() {
        return List.of(profile, mode, limits, files, library, nativeModules, readable, shared);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Confinement confinement && values().equals(confinement.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    /** Collects a confinement. Not thread-safe. */
    public static final class Builder {
        private static final long MIB = 1L << 20;

        private final Profile profile;
        private final Set<Path> readable = new LinkedHashSet<>();
        private final Set<Path> shared = new LinkedHashSet<>();
        private Mode mode;
        private Limits limits;
        private Files files;
        private Library library;
        private boolean nativeModules;

        private Builder(Profile profile) {
            this.profile = requireNonNull(profile, "profile");
            switch (profile) {
                case TRUSTED -> {
                    mode = Mode.PREFERRED;
                    files = Files.HOST;
                    library = Library.FULL;
                    nativeModules = true;
                    limits = Limits.builder().build();
                }
                case STANDARD -> {
                    mode = Mode.PREFERRED;
                    files = Files.OWN;
                    library = Library.SAFE;
                    nativeModules = true;
                    limits = Limits.builder()
                            .memoryBytes(512 * MIB)
                            .wallTime(Duration.ofSeconds(120))
                            .cpuTime(Duration.ofSeconds(60))
                            .outputBytes(8 * MIB)
                            .frameBytes((int) (16 * MIB))
                            .processes(1)
                            .openFiles(64)
                            .fileBytes(64 * MIB)
                            .scratchBytes(64 * MIB)
                            .build();
                }
                default -> {
                    mode = Mode.REQUIRED;
                    files = Files.OWN;
                    library = Library.STRICT;
                    nativeModules = false;
                    limits = Limits.builder()
                            .memoryBytes(128 * MIB)
                            .wallTime(Duration.ofSeconds(10))
                            .cpuTime(Duration.ofSeconds(5))
                            .outputBytes(MIB)
                            .frameBytes((int) MIB)
                            .processes(1)
                            .openFiles(16)
                            .fileBytes(0)
                            .build();
                }
            }
        }

        /**
         * Sets {@link Confinement#mode()}.
         *
         * @param value the mode
         * @return this builder
         */
        public Builder mode(Mode value) {
            mode = requireNonNull(value, "mode");
            return this;
        }

        /**
         * Sets {@link Confinement#limits()}.
         *
         * @param value the limits
         * @return this builder
         */
        public Builder limits(Limits value) {
            limits = requireNonNull(value, "limits");
            return this;
        }

        /**
         * Sets {@link Confinement#files()}.
         *
         * @param value whose files
         * @return this builder
         */
        public Builder files(Files value) {
            files = requireNonNull(value, "files");
            return this;
        }

        /**
         * Sets {@link Confinement#library()}.
         *
         * @param value how much is left out
         * @return this builder
         */
        public Builder library(Library value) {
            library = requireNonNull(value, "library");
            return this;
        }

        /**
         * Sets {@link Confinement#nativeModules()}.
         *
         * @param value whether modules in machine code may be loaded
         * @return this builder
         */
        public Builder nativeModules(boolean value) {
            nativeModules = value;
            return this;
        }

        /**
         * Gives a file or folder to read.
         *
         * @param path what may be read; made absolute and normalized, not checked for existence
         * @return this builder
         * @throws IllegalArgumentException if it is the root of the file system: say {@link Files#HOST} for that
         */
        public Builder readable(Path path) {
            readable.add(given(path));
            return this;
        }

        /**
         * Gives a file or folder to read with what is in it as far as everybody on the host may read that. Unlike {@link #readable(Path)} it gives an isolate no privilege where the JVM
         * runs as root.
         *
         * @param path what may be read; made absolute and normalized, not checked for existence
         * @return this builder
         * @throws IllegalArgumentException if it is the root of the file system: say {@link Files#HOST} for that
         */
        public Builder shared(Path path) {
            shared.add(given(path));
            return this;
        }

        private static Path given(Path path) {
            Path absolute = path.toAbsolutePath().normalize();
            if (absolute.getNameCount() == 0) {
                throw new IllegalArgumentException("all files cannot be given; take files(Files.HOST) for that");
            }
            return absolute;
        }

        /**
         * The confinement.
         *
         * @return an immutable value
         */
        public Confinement build() {
            return new Confinement(this);
        }
    }
}
