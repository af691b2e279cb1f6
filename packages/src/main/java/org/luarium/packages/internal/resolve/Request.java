// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.luarium.packages.Dependency;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

/** What is to be found. The order counts: what is asked for first gets its newest version first. */
public final class Request {
    static final long DEFAULT_STEPS = 20_000_000;

    private final List<Dependency> requested;
    private final Map<RockName, RockVersion> locked;
    private final Map<RockName, RockVersion> provided;
    private final long steps;

    private Request(Builder builder) {
        this.requested = List.copyOf(builder.requested);
        this.locked = Map.copyOf(builder.locked);
        this.provided = Map.copyOf(builder.provided);
        this.steps = builder.steps;
    }

    public static Builder builder() {
        return new Builder();
    }

    List<Dependency> requested() {
        return requested;
    }

    Map<RockName, RockVersion> locked() {
        return locked;
    }

    Map<RockName, RockVersion> provided() {
        return provided;
    }

    long steps() {
        return steps;
    }

    /** Collects a request. */
    public static final class Builder {
        private final List<Dependency> requested = new ArrayList<>();
        private final Map<RockName, RockVersion> locked = new HashMap<>();
        private final Map<RockName, RockVersion> provided = new HashMap<>();
        private long steps = DEFAULT_STEPS;

        private Builder() {}

        public Builder ask(Dependency dependency) {
            requested.add(dependency);
            return this;
        }

        /** A version that is kept, if it fits. */
        public Builder lock(RockName name, RockVersion version) {
            locked.put(name, version);
            return this;
        }

        /** What the environment has of itself, such as Lua. No repository is asked for it, and it is not in the result. */
        public Builder provide(RockName name, RockVersion version) {
            provided.put(name, version);
            return this;
        }

        /** How many rules may be looked at before the search is given up. */
        public Builder steps(long most) {
            steps = most;
            return this;
        }

        public Request build() {
            return new Request(this);
        }
    }
}
