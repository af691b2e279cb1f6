// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/** The derivations of one instantiation while they are being described. Belongs to the thread that instantiates. */
@ProviderType
public interface Plan {
    /**
     * Uses another stage in this plan.
     *
     * @param stage the other stage
     * @param <R> what it returns
     * @return what it returns
     * @throws InvalidPlanException if the stage is being used already: it would never end
     */
    <R> R use(Stage<R> stage);

    /**
     * Adds a derivation. One that is in the plan already is replaced; its place in the order stays.
     *
     * @param derivation what to add; everything its configuration depends on must be in the plan
     * @return its name, which follows from configuration, realizer and fixed output
     * @throws MissingRealizerException if it depends on something that is not in this plan
     * @throws InvalidPlanException if the plan is closed or used by another thread
     */
    Ref.DRef derive(Derivation derivation);

    /**
     * Adds a derivation of which exactly one realization is expected.
     *
     * @param config what it is made of
     * @param realizer how it is made
     * @return its name
     * @throws MissingRealizerException if it depends on something that is not in this plan
     * @throws InvalidPlanException if the plan is closed or used by another thread
     */
    default Ref.DRef derive(Config config, Realizer realizer) {
        return derive(Derivation.of(config, realizer));
    }

    /**
     * Adds a derivation.
     *
     * @param config what it is made of
     * @param realizer how it is made
     * @param matcher which of its realizations are wanted
     * @return its name
     * @throws MissingRealizerException if it depends on something that is not in this plan
     * @throws InvalidPlanException if the plan is closed or used by another thread
     */
    default Ref.DRef derive(Config config, Realizer realizer, Matcher matcher) {
        return derive(Derivation.of(config, realizer).withMatcher(matcher));
    }

    /**
     * Adds a changed copy of a derivation of this plan. With another matcher only, the name stays and the copy replaces the original; with another configuration or realizer both
     * stay, each under its own name.
     *
     * @param dref a derivation of this plan
     * @param change makes the copy
     * @return the name of the copy
     * @throws ObjectNotFoundException if it is not in this plan
     */
    default Ref.DRef redefine(Ref.DRef dref, UnaryOperator<Derivation> change) {
        return derive(change.apply(derivation(dref)));
    }

    /**
     * A derivation of this plan.
     *
     * @param dref its name
     * @return what was derived under this name last
     * @throws ObjectNotFoundException if it is not in this plan
     */
    Derivation derivation(Ref.DRef dref);
}
