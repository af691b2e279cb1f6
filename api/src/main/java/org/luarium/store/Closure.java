// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an instantiation gave: the result of the stage and every derivation of its plan. Belongs to the store that made it.
 *
 * @param result what the stage returned
 * @param targets the derivations in the result, in order, each once
 * @param derivations the names of all derivations of the plan, dependencies before dependants
 * @param plan what the store needs to realize them
 * @param <R> what the stage returned
 */
public record Closure<R>(R result, List<Ref.DRef> targets, List<Ref.DRef> derivations, Definitions plan) {
    /**
     * Creates a closure.
     *
     * @param result what the stage returned
     * @param targets the derivations in the result, in order, each once
     * @param derivations the names of all derivations of the plan, dependencies before dependants
     * @param plan what the store needs to realize them
     */
    public Closure {
        requireNonNull(result, "result");
        targets = List.copyOf(targets);
        derivations = List.copyOf(derivations);
        requireNonNull(plan, "plan");
    }

    /** The definitions behind the names of a closure. */
    @ProviderType
    public interface Definitions {
        /**
         * A definition.
         *
         * @param dref a derivation of the closure
         * @return what the stage defined under this name last
         * @throws ObjectNotFoundException if it is not in the closure
         */
        Derivation derivation(Ref.DRef dref);
    }
}
