// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A function that describes one derivation or several and says which of them are wanted. Stages use other stages through the plan.
 *
 * @param <R> what it returns: a {@link Ref.DRef}, or a list, map, Optional or record with some in it
 */
@ConsumerType
@FunctionalInterface
public interface Stage<R> {
    /**
     * Describes derivations. Builds nothing.
     *
     * @param plan where to put them; not to be used after the return
     * @return the wanted ones
     */
    R define(Plan plan);
}
