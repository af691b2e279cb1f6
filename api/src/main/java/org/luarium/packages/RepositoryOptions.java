// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a repository is added. Immutable. */
public final class RepositoryOptions {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final String name;
    private final @Nullable Integer priority;
    private final boolean plainHttp;
    private final boolean local;

    private RepositoryOptions(Builder builder) {
        name = builder.name;
        priority = builder.priority;
        plainHttp = builder.plainHttp;
        local = builder.local;
    }

    /**
     * The defaults.
     *
     * @param name 1 to 64 of {@code a-z 0-9 . _ -}, the first a letter or digit; environments remember it
     * @return options
     * @throws IllegalArgumentException if the name is not allowed
     */
    public static RepositoryOptions of(String name) {
        return builder(name).build();
    }

    /**
     * Begins with the defaults.
     *
     * @param name 1 to 64 of {@code a-z 0-9 . _ -}, the first a letter or digit; environments remember it
     * @return a builder
     * @throws IllegalArgumentException if the name is not allowed
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Its name.
     *
     * @return what environments remember
     */
    public String name() {
        return name;
    }

    /**
     * Its priority, if one was given.
     *
     * @return the higher, the earlier it is asked; without one, folders have 0 and servers -100
     */
    public OptionalInt priority() {
        return priority == null ? OptionalInt.empty() : OptionalInt.of(priority);
    }

    /**
     * Whether it may be read without encryption, so that anybody on the way can change it.
     *
     * @return whether {@code http:} is allowed
     */
    public boolean plainHttp() {
        return plainHttp;
    }

    /**
     * Whether it may be on this machine or in a private network.
     *
     * @return whether loopback, link-local and private addresses are allowed
     */
    public boolean local() {
        return local;
    }

    /** Collects options. Confined to one thread. */
    public static final class Builder {
        private final String name;
        private @Nullable Integer priority;
        private boolean plainHttp;
        private boolean local;

        private Builder(String name) {
            this.name = requireNonNull(name, "name");
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("the name of a repository is not allowed; give 1 to 64 of a-z, 0-9, "
                        + "'.', '_' and '-', the first a letter or digit");
            }
        }

        /**
         * Sets the priority.
         *
         * @param priority the higher, the earlier it is asked
         * @return this
         */
        public Builder priority(int priority) {
            this.priority = priority;
            return this;
        }

        /**
         * Allows {@code http:}, without encryption.
         *
         * @param allowed whether that is allowed; not by default
         * @return this
         */
        public Builder plainHttp(boolean allowed) {
            plainHttp = allowed;
            return this;
        }

        /**
         * Allows loopback, link-local and private addresses.
         *
         * @param allowed whether that is allowed; not by default
         * @return this
         */
        public Builder local(boolean allowed) {
            local = allowed;
            return this;
        }

        /**
         * Finishes.
         *
         * @return the options
         */
        public RepositoryOptions build() {
            return new RepositoryOptions(this);
        }
    }
}
