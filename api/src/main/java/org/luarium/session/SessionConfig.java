// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.vm.VmConfig;

/** What a session is opened from. Immutable; derive with {@link #toBuilder()}. */
public final class SessionConfig {
    /** The smallest buffer. */
    public static final int LEAST_BUFFER = 8 << 10;

    /** The largest buffer. */
    public static final int MOST_BUFFER = 64 << 20;

    private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(1);

    private final String id;
    private final @Nullable VmConfig newVm;
    private final @Nullable String existingVm;
    private final int bufferBytes;
    private final Duration patience;
    private final @Nullable Duration idleLimit;
    private final @Nullable Duration busyLimit;
    private final @Nullable Duration ageLimit;

    private SessionConfig(Builder builder) {
        id = builder.id;
        newVm = builder.newVm;
        existingVm = builder.existingVm;
        bufferBytes = builder.bufferBytes;
        patience = builder.patience;
        idleLimit = builder.idleLimit;
        busyLimit = builder.busyLimit;
        ageLimit = builder.ageLimit;
    }

    /**
     * A session with a new VM of the same id and every default.
     *
     * @param id 1 to 64 of {@code A-Z a-z 0-9 . _ -}
     * @return a configuration
     * @throws IllegalArgumentException if the id is not allowed
     */
    public static SessionConfig of(String id) {
        return builder(id).build();
    }

    /**
     * A session with a new VM, whose id it shares.
     *
     * @param vm what the VM is created from
     * @return a configuration
     */
    public static SessionConfig of(VmConfig vm) {
        return builder(vm.id()).newVm(vm).build();
    }

    /**
     * Starts with an id, a new VM of the same id, a buffer of 1 MiB, a patience of one second, and no limits of time.
     *
     * @param id 1 to 64 of {@code A-Z a-z 0-9 . _ -}
     * @return a builder
     * @throws IllegalArgumentException if the id is not allowed
     */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /**
     * Starts from this configuration.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(id);
        builder.newVm = newVm;
        builder.existingVm = existingVm;
        builder.bufferBytes = bufferBytes;
        builder.patience = patience;
        builder.idleLimit = idleLimit;
        builder.busyLimit = busyLimit;
        builder.ageLimit = ageLimit;
        return builder;
    }

    /**
     * The id.
     *
     * @return the id, unique among all sessions of the JVM
     */
    public String id() {
        return id;
    }

    /**
     * The VM that is created for it, and closed with it.
     *
     * @return what it is created from; empty if the session uses one that exists
     */
    public Optional<VmConfig> newVm() {
        return existingVm == null ? Optional.of(newVm == null ? VmConfig.of(id) : newVm) : Optional.empty();
    }

    /**
     * The VM that it uses, which stays with whoever created it.
     *
     * @return its id; empty if the session gets its own
     */
    public Optional<String> existingVm() {
        return Optional.ofNullable(existingVm);
    }

    /**
     * How much of the past it keeps.
     *
     * @return bytes; the buffer grows as it is needed
     */
    public int bufferBytes() {
        return bufferBytes;
    }

    /**
     * How long the VM may be held up, when the buffer is full, for an attachment that has not yet heard what would be overwritten.
     *
     * @return the time for each attachment and for each buffer of events that it hears, until it has caught up again
     */
    public Duration patience() {
        return patience;
    }

    /**
     * How long it may be without activity before it is terminated, with nobody attached.
     *
     * @return the time; empty for the default of the container
     */
    public Optional<Duration> idleLimit() {
        return Optional.ofNullable(idleLimit);
    }

    /**
     * How long one input may run before the session is terminated.
     *
     * @return the time; empty for the default of the container
     */
    public Optional<Duration> busyLimit() {
        return Optional.ofNullable(busyLimit);
    }

    /**
     * How old it may become before it is terminated.
     *
     * @return the time; empty for the default of the container
     */
    public Optional<Duration> ageLimit() {
        return Optional.ofNullable(ageLimit);
    }

    /** Collects a configuration. Not thread-safe. */
    public static final class Builder {
        private String id;
        private @Nullable VmConfig newVm;
        private @Nullable String existingVm;
        private int bufferBytes = 1 << 20;
        private Duration patience = Duration.ofSeconds(1);
        private @Nullable Duration idleLimit;
        private @Nullable Duration busyLimit;
        private @Nullable Duration ageLimit;

        private Builder(String id) {
            this.id = VmConfig.checkId(id);
        }

        /**
         * Sets {@link SessionConfig#id()}. A VM that was given with {@link #newVm(VmConfig)} keeps its own.
         *
         * @param value 1 to 64 of {@code A-Z a-z 0-9 . _ -}
         * @return this builder
         * @throws IllegalArgumentException if the id is not allowed
         */
        public Builder id(String value) {
            id = VmConfig.checkId(value);
            return this;
        }

        /**
         * Has the session create a VM.
         *
         * @param value what from
         * @return this builder
         */
        public Builder newVm(VmConfig value) {
            newVm = requireNonNull(value, "value");
            existingVm = null;
            return this;
        }

        /**
         * Has the session use a VM that exists.
         *
         * @param value its id
         * @return this builder
         * @throws IllegalArgumentException if the id is not allowed
         */
        public Builder existingVm(String value) {
            existingVm = VmConfig.checkId(value);
            newVm = null;
            return this;
        }

        /**
         * Sets {@link SessionConfig#bufferBytes()}.
         *
         * @param value {@link #LEAST_BUFFER} to {@link #MOST_BUFFER}
         * @return this builder
         * @throws IllegalArgumentException if it is not
         */
        public Builder bufferBytes(int value) {
            if (value < LEAST_BUFFER || value > MOST_BUFFER) {
                throw new IllegalArgumentException(
                        "a buffer has " + LEAST_BUFFER + " to " + MOST_BUFFER + " bytes, not " + value);
            }
            bufferBytes = value;
            return this;
        }

        /**
         * Sets {@link SessionConfig#patience()}.
         *
         * @param value zero to one minute
         * @return this builder
         * @throws IllegalArgumentException if it is not
         */
        public Builder patience(Duration value) {
            if (value.isNegative() || value.compareTo(LONGEST_PATIENCE) > 0) {
                throw new IllegalArgumentException("a patience is 0 to " + LONGEST_PATIENCE + ", not " + value);
            }
            patience = value;
            return this;
        }

        /**
         * Sets {@link SessionConfig#idleLimit()}.
         *
         * @param value a positive duration
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder idleLimit(Duration value) {
            idleLimit = positive(value);
            return this;
        }

        /**
         * Sets {@link SessionConfig#busyLimit()}.
         *
         * @param value a positive duration
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder busyLimit(Duration value) {
            busyLimit = positive(value);
            return this;
        }

        /**
         * Sets {@link SessionConfig#ageLimit()}.
         *
         * @param value a positive duration
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder ageLimit(Duration value) {
            ageLimit = positive(value);
            return this;
        }

        private static Duration positive(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("a limit of time must be positive, not " + value);
            }
            return value;
        }

        /**
         * The configuration.
         *
         * @return an immutable value
         */
        public SessionConfig build() {
            return new SessionConfig(this);
        }
    }
}
