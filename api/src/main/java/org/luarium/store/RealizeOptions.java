// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How to realize. Immutable. */
public final class RealizeOptions {
    private final int jobs;
    private final boolean forceTargets;
    private final Set<Ref.DRef> force;
    private final boolean assertTargets;
    private final Set<Ref.DRef> assertRealized;
    private final Map<Ref.DRef, Map<String, Object>> arguments;
    private final boolean dryRun;
    private final boolean keepGoing;
    private final boolean substitute;
    private final RealizeListener listener;

    private RealizeOptions(Builder builder) {
        jobs = builder.jobs;
        forceTargets = builder.forceTargets;
        force = Set.copyOf(builder.force);
        assertTargets = builder.assertTargets;
        assertRealized = Set.copyOf(builder.assertRealized);
        arguments = Map.copyOf(builder.arguments);
        dryRun = builder.dryRun;
        keepGoing = builder.keepGoing;
        substitute = builder.substitute;
        listener = builder.listener;
    }

    /**
     * The defaults: as many jobs as the store is configured for, build what is missing, stop at the first failure.
     *
     * @return options
     */
    public static RealizeOptions defaults() {
        return builder().build();
    }

    /**
     * Starts with the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * How many realizers may run at once.
     *
     * @return 1 or more, or 0 for what the store is configured for
     */
    public int jobs() {
        return jobs;
    }

    /**
     * Whether the targets are built even where they are realized.
     *
     * @return false unless set
     */
    public boolean forceTargets() {
        return forceTargets;
    }

    /**
     * What is built even where it is realized.
     *
     * @return derivations
     */
    public Set<Ref.DRef> force() {
        return force;
    }

    /**
     * Whether no target may have to be built.
     *
     * @return false unless set
     */
    public boolean assertTargets() {
        return assertTargets;
    }

    /**
     * What may not have to be built.
     *
     * @return derivations
     */
    public Set<Ref.DRef> assertRealized() {
        return assertRealized;
    }

    /**
     * What is given to realizers and is part of no name.
     *
     * @return by derivation and name
     */
    public Map<Ref.DRef, Map<String, Object>> arguments() {
        return arguments;
    }

    /**
     * Whether only to say what would be built.
     *
     * @return false unless set
     */
    public boolean dryRun() {
        return dryRun;
    }

    /**
     * Whether a failure stops only what depends on it.
     *
     * @return false unless set
     */
    public boolean keepGoing() {
        return keepGoing;
    }

    /**
     * Whether binary caches are asked before something is built.
     *
     * @return true unless switched off
     */
    public boolean substitute() {
        return substitute;
    }

    /**
     * Who is told about progress.
     *
     * @return a listener that does nothing unless set
     */
    public RealizeListener listener() {
        return listener;
    }

    /** Options that are being set. Not thread-safe. */
    public static final class Builder {
        private static final int MOST_JOBS = 1_000;

        private int jobs;
        private boolean forceTargets;
        private final Set<Ref.DRef> force = new TreeSet<>();
        private boolean assertTargets;
        private final Set<Ref.DRef> assertRealized = new TreeSet<>();
        private final Map<Ref.DRef, Map<String, Object>> arguments = new TreeMap<>();
        private boolean dryRun;
        private boolean keepGoing;
        private boolean substitute = true;
        private RealizeListener listener = event -> {};

        private Builder() {}

        /**
         * Sets how many realizers may run at once.
         *
         * @param count 1 to 1,000
         * @return this
         */
        public Builder jobs(int count) {
            if (count < 1 || count > MOST_JOBS) {
                throw new IllegalArgumentException("jobs must be 1 to " + MOST_JOBS + ", not " + count);
            }
            jobs = count;
            return this;
        }

        /**
         * Builds the targets even where they are realized.
         *
         * @return this
         */
        public Builder forceTargets() {
            forceTargets = true;
            return this;
        }

        /**
         * Builds something even where it is realized. What depends on it is built where the new output differs.
         *
         * @param drefs derivations of the closure
         * @return this
         */
        public Builder force(Collection<Ref.DRef> drefs) {
            force.addAll(drefs);
            return this;
        }

        /**
         * Fails with {@link NotRealizedException}, before anything is built, where a target would have to be built.
         *
         * @return this
         */
        public Builder assertTargets() {
            assertTargets = true;
            return this;
        }

        /**
         * Fails with {@link NotRealizedException} where something would have to be built.
         *
         * @param drefs derivations of the closure
         * @return this
         */
        public Builder assertRealized(Collection<Ref.DRef> drefs) {
            assertRealized.addAll(drefs);
            return this;
        }

        /**
         * Gives something to a realizer that is part of no name.
         *
         * @param dref a derivation of the closure
         * @param values by name; handed over as they are
         * @return this
         */
        public Builder arguments(Ref.DRef dref, Map<String, ?> values) {
            arguments.put(requireNonNull(dref, "dref"), Map.copyOf(new LinkedHashMap<>(values)));
            return this;
        }

        /**
         * Builds nothing, and says what would be built.
         *
         * @return this
         */
        public Builder dryRun() {
            dryRun = true;
            return this;
        }

        /**
         * Has a failure stop only what depends on it. Failures are then part of the result and no exception.
         *
         * @return this
         */
        public Builder keepGoing() {
            keepGoing = true;
            return this;
        }

        /**
         * Does not ask binary caches.
         *
         * @return this
         */
        public Builder withoutSubstitutes() {
            substitute = false;
            return this;
        }

        /**
         * Sets who is told about progress.
         *
         * @param newListener called by the threads that build; must be quick
         * @return this
         */
        public Builder listener(RealizeListener newListener) {
            listener = requireNonNull(newListener, "newListener");
            return this;
        }

        /**
         * Creates the options.
         *
         * @return what was set so far
         */
        public RealizeOptions build() {
            return new RealizeOptions(this);
        }
    }
}
