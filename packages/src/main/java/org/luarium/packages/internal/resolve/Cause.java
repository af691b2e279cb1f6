// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.List;
import org.luarium.packages.Dependency;

/** Why a rule holds. */
sealed interface Cause {
    /** The user wants something. */
    record Requested(Dependency dependency, Rock target) implements Cause {}

    /** Some versions of a rock want something. */
    record Needed(Rock rock, IndexSet versions, Dependency dependency, Rock target) implements Cause {
        Needed with(int version) {
            return new Needed(rock, versions.or(IndexSet.range(version, version + 1)), dependency, target);
        }
    }

    /** A version turned out to be of no use when its rockspec was read. */
    record Excluded(Rock rock, int version, Exclusion exclusion) implements Cause {}

    /** It follows from other rules. */
    record Learned(List<Rule> premises) implements Cause {}
}
