// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What an isolate may do: a profile, how strictly it is meant, the limits, and the files it was given. Immutable.
 *
 * <p>This is a wish. What is enforced stands in the {@link ConfinementReport} of each isolate: at present the limits, and
 * nothing about files, network, other processes and privileges.
 */
public final class Confinement {
    /** How strictly a confinement is meant. */
    public enum Mode {
        /** Creation fails with {@link SandboxUnavailableException} where a control cannot be enforced. */
        REQUIRED,
        /** The best available is taken, and the report says what is missing. */
        PREFERRED,
        /** Nothing but the limits is asked for. */
        OFF
    }

    private final Profile profile;
    private final Mode mode;
    private final Limits limits;
    private final Set<Path> readable;

    private Confinement(Builder builder) {
        profile = builder.profile;
        mode = builder.mode;
        limits = builder.limits;
        readable = Set.copyOf(builder.readable);
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
        Builder builder = new Builder(profile).mode(mode).limits(limits);
        builder.readable.addAll(readable);
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
     * Files and folders outside the isolate's own that it was given to read. Whether it is kept from all others stands in its report.
     *
     * @return absolute paths
     */
    public Set<Path> readable() {
        return readable;
    }

    /** Collects a confinement. Not thread-safe. */
    public static final class Builder {
        private static final long MIB = 1L << 20;

        private final Profile profile;
        private final Set<Path> readable = new LinkedHashSet<>();
        private Mode mode;
        private Limits limits;

        private Builder(Profile profile) {
            this.profile = requireNonNull(profile, "profile");
            switch (profile) {
                case TRUSTED -> {
                    mode = Mode.OFF;
                    limits = Limits.builder().build();
                }
                case STANDARD -> {
                    mode = Mode.PREFERRED;
                    limits = Limits.builder()
                            .memoryBytes(512 * MIB)
                            .wallTime(Duration.ofSeconds(120))
                            .cpuTime(Duration.ofSeconds(60))
                            .outputBytes(8 * MIB)
                            .frameBytes((int) (16 * MIB))
                            .build();
                }
                default -> {
                    mode = Mode.REQUIRED;
                    limits = Limits.builder()
                            .memoryBytes(128 * MIB)
                            .wallTime(Duration.ofSeconds(10))
                            .cpuTime(Duration.ofSeconds(5))
                            .outputBytes(MIB)
                            .frameBytes((int) MIB)
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
         * Gives a file or folder to read.
         *
         * @param path what may be read; made absolute and normalized, not checked for existence
         * @return this builder
         */
        public Builder readable(Path path) {
            readable.add(path.toAbsolutePath().normalize());
            return this;
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
