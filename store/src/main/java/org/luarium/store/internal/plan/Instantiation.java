// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.luarium.store.Closure;
import org.luarium.store.Derivation;
import org.luarium.store.InvalidPlanException;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.reference.Definition;

/**
 * What a stage described.
 *
 * @param closure for the caller
 * @param definitions for the store
 */
public record Instantiation<R>(Closure<R> closure, List<Definition> definitions) {
    /** Runs a stage. Writes nothing. */
    public static <R> Instantiation<R> of(Object owner, Stage<R> stage) {
        PlanBuilder plan = new PlanBuilder();
        R result;
        try {
            result = plan.use(stage);
        } finally {
            plan.close();
        }
        if (result == null) {
            throw new InvalidPlanException("the stage returned nothing; return the derivations that are wanted");
        }
        List<Ref.DRef> targets = References.in(result);
        if (targets.isEmpty()) {
            throw new InvalidPlanException(
                    "the result of the stage names no derivation; return the ones that are wanted");
        }
        for (Ref.DRef target : targets) {
            if (!plan.derivations().containsKey(target)) {
                throw new InvalidPlanException("the result of the stage names " + target
                        + ", which belongs to another plan; use its stage in this one");
            }
        }
        Map<Ref.DRef, Derivation> derivations = Collections.unmodifiableMap(plan.derivations());
        return new Instantiation<>(
                new Closure<>(
                        result, targets, new ArrayList<>(derivations.keySet()), new Definitions(owner, derivations)),
                List.copyOf(plan.definitions()));
    }
}
