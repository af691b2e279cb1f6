// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.plan;

import java.util.Map;
import org.luarium.store.Closure;
import org.luarium.store.Derivation;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;

/**
 * The derivations of a closure, dependencies before dependants.
 *
 * @param owner the store that they belong to
 */
public record Definitions(Object owner, Map<Ref.DRef, Derivation> derivations) implements Closure.Definitions {
    @Override
    public Derivation derivation(Ref.DRef dref) {
        Derivation derivation = derivations.get(dref);
        if (derivation == null) {
            throw new ObjectNotFoundException(dref + " is not part of this closure and");
        }
        return derivation;
    }
}
